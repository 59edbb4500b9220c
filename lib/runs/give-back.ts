import type { Statement } from '@/lib/db/workspace-reader';
import { runCredentials } from './run-credentials';
import { wokenRuns } from './wake-waiting';

/**
 * Whoever waits for what a run had for itself tries to begin; the run gives up its turns (`releasedTurns`) before. Sent
 * before the run's event is written: whoever locks entries and then clients must do so in this order.
 */
export function givenBack(credentials: unknown, now: Date): Statement {
  return wokenRuns(
    runCredentials.parse(credentials).map(({ entry_id }) => entry_id),
    now,
  );
}
