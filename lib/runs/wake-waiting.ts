import type { WorkspaceTransaction } from '@/lib/db/database';
import { enqueueRun } from './enqueue-run';

/** Enough for what one run gives back, even if some of them wait for another entry too. */
const MOST_WOKEN = 10;

/** Entries are free again: the runs that have waited longest for one of them try to begin. */
export async function wakeWaiting(
  tx: WorkspaceTransaction,
  workspaceId: string,
  entryIds: readonly string[],
  now: Date,
): Promise<void> {
  if (entryIds.length === 0) return;
  const waitsFor = entryIds.flatMap((entry_id) => [
    JSON.stringify([{ entry_id }]),
    JSON.stringify([{ pool: [{ entry_id }] }]),
  ]);
  const waiting = await tx.$queryRaw<Array<{ id: string }>>`
    select id from run
     where workspace_id = ${workspaceId}::uuid and status = 'queued'
       and (not_before is null or not_before <= ${now}) and credentials @> any(${waitsFor}::jsonb[])
     order by created_at limit ${MOST_WOKEN}`;
  for (const { id } of waiting) await enqueueRun(tx, workspaceId, id);
}
