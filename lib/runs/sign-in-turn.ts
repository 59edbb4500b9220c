import { listenFor } from '@/lib/db/bell';
import type { Database } from '@/lib/db/database';
import type { Notifications } from '@/lib/db/notifications';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';
import type { Clock } from '@/lib/kernel/clock';
import type { RunKey } from './run-lease';

/** PostgreSQL channel; the payload is `workspace:entry`. */
const TURN_FREE = 'sign_in_turn_free';
/** A worker that is lost tells nobody: its turn ends with its lease. */
const LOOK_EVERY_MS = 2_000;

interface TurnDeps {
  db: Database;
  clock: Clock;
  notifications: Notifications;
}

/**
 * Waits until no other run is signing in with this entry, and keeps the others out until `releasedTurns`, the end of the
 * run or the loss of its worker. Throws only when the signal aborts.
 */
export async function takeTurn(
  deps: TurnDeps,
  key: RunKey & { entryId: string },
  { signal, onWait }: { signal: AbortSignal; onWait(): Promise<void> },
): Promise<void> {
  const mine = `${key.workspaceId}:${key.entryId}`;
  const bell = await listenFor(deps.notifications, [
    { channel: TURN_FREE, matches: (payload) => payload === mine },
  ]);
  try {
    for (let waited = false; !(await isTaken(deps, key)); waited = true) {
      if (!waited) await onWait();
      await bell.wait(deps.clock, LOOK_EVERY_MS, signal);
      signal.throwIfAborted();
    }
  } finally {
    bell.close();
  }
}

async function isTaken(
  { db, clock }: TurnDeps,
  { workspaceId, runId, entryId }: RunKey & { entryId: string },
): Promise<boolean> {
  const now = new Date(clock.now());
  const rows = await db.withWorkspace(
    workspaceId,
    (tx) => tx.$queryRaw<unknown[]>`
      insert into entry_use as held (workspace_id, entry_id, sign_in_run_id)
      values (${workspaceId}::uuid, ${entryId}::uuid, ${runId}::uuid)
      on conflict (workspace_id, entry_id) do update set sign_in_run_id = excluded.sign_in_run_id
       where not exists (
         select 1 from run
          where run.workspace_id = held.workspace_id and run.id = held.sign_in_run_id
            and run.id <> excluded.sign_in_run_id and run.status = 'running' and run.lease_until > ${now})
      returning entry_id`,
  );
  return rows.length > 0;
}

export function releasedTurns({ runId }: RunKey): Statement {
  return {
    name: 'release_turns',
    text: `
      with released as (
        update entry_use set sign_in_run_id = null
         where workspace_id = ${CURRENT_WORKSPACE} and sign_in_run_id = $1::uuid
        returning workspace_id, entry_id)
      select from released
        cross join lateral pg_notify('${TURN_FREE}', released.workspace_id || ':' || released.entry_id)`,
    values: [runId],
  };
}
