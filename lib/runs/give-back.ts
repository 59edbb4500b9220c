import type { WorkspaceTransaction } from '@/lib/db/database';
import { runCredentials } from './run-credentials';
import type { RunKey } from './run-lease';
import { releaseTurns } from './sign-in-turn';
import { wakeWaiting } from './wake-waiting';

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
  await releaseTurns(tx, key);
  const ids = runCredentials.parse(credentials).map(({ entry_id }) => entry_id);
  await wakeWaiting(tx, key.workspaceId, ids, now);
}
