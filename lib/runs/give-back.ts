import type { WorkspaceTransaction } from '@/lib/db/database';
import { enqueueRun } from './enqueue-run';
import { runCredentials } from './run-credentials';
import type { RunKey } from './run-lease';
import { releaseTurns } from './sign-in-turn';

/** Enough for what one run gives back, even if some of them wait for another entry too. */
const MOST_WOKEN = 10;

/**
 * What a run that is not under way any more had for itself is there for others. Called before the run's event is
 * written: whoever locks entries and then clients must do so in this order.
 */
export async function giveBack(
  tx: WorkspaceTransaction,
  key: RunKey,
  credentials: unknown,
  now: Date,
): Promise<void> {
  const { workspaceId } = key;
  await releaseTurns(tx, key);
  const ids = runCredentials.parse(credentials).map(({ entry_id }) => entry_id);
  if (ids.length === 0) return;
  const waitsFor = ids.flatMap((entry_id) => [
    JSON.stringify([{ entry_id }]),
    JSON.stringify([{ pool: [{ entry_id }] }]),
  ]);
  const waiting = await tx.$queryRaw<Array<{ id: string }>>`
    select id from run
     where workspace_id = ${workspaceId}::uuid and status = 'queued' and id <> ${key.runId}::uuid
       and (not_before is null or not_before <= ${now}) and credentials @> any(${waitsFor}::jsonb[])
     order by created_at limit ${MOST_WOKEN}`;
  for (const { id } of waiting) await enqueueRun(tx, workspaceId, id);
}
