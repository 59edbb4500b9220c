import type { Actor } from '@/lib/access/actor';
import type { RunView } from '@/lib/contract/run';
import type { Database } from '@/lib/db/database';
import { followChanges } from '@/lib/db/follow-changes';
import type { Notifications } from '@/lib/db/notifications';
import { RUN_CHANGED } from './append-event';
import { getRun } from './get-run';
import { isFinal } from './run-state';

/** The run now, and again after each change, until it has ended or the signal aborts. */
export function watchRun(
  deps: { db: Database; notifications: Notifications },
  actor: Actor,
  { id, signal }: { id: string; signal: AbortSignal },
): AsyncGenerator<RunView> {
  return followChanges(deps.notifications, {
    channel: RUN_CHANGED,
    payload: `${actor.workspaceId}:${id}`,
    signal,
    read: () => getRun(deps, actor, id),
    isLast: (run) => isFinal(run.status),
  });
}
