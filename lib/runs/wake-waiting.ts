import type { WorkspaceTransaction } from '@/lib/db/database';
import { runStatements } from '@/lib/db/run-statements';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';

/** Enough for what one run gives back, even if some of them wait for another entry too. */
const MOST_WOKEN = 10;

const WAKE = `
  select from (
      select workspace_id, id from run
       where workspace_id = ${CURRENT_WORKSPACE} and status = 'queued'
         and (not_before is null or not_before <= $2::timestamptz) and credentials @> any($1::jsonb[])
       order by created_at limit ${MOST_WOKEN}) waiting
    cross join lateral enqueue_run(waiting.workspace_id, waiting.id)`;

/** Entries are free again: the runs that have waited longest for one of them try to begin. */
export async function wakeWaiting(
  tx: WorkspaceTransaction,
  entryIds: readonly string[],
  now: Date,
): Promise<void> {
  await runStatements(tx, [wokenRuns(entryIds, now)]);
}

export function wokenRuns(entryIds: readonly string[], now: Date): Statement {
  const waitsFor = entryIds.flatMap((entry_id) => [
    JSON.stringify([{ entry_id }]),
    JSON.stringify([{ pool: [{ entry_id }] }]),
  ]);
  return { name: 'wake_waiting', text: WAKE, values: [waitsFor, now] };
}
