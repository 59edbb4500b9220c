import type { Actor } from '@/lib/access/actor';
import type { RunView } from '@/lib/contract/run';
import type { Database } from '@/lib/db/database';
import type { Notifications } from '@/lib/db/notifications';
import { getRun } from './get-run';
import { isFinal } from './run-state';
import { RUN_CHANGED } from './run-store';

/**
 * The run now, and again after each change, until it has ended or the signal aborts. Listening starts before the first
 * read, so no change falls between the two; several changes during one read become one more read.
 */
export async function* watchRun(
  deps: { db: Database; notifications: Notifications },
  actor: Actor,
  { id, signal }: { id: string; signal: AbortSignal },
): AsyncGenerator<RunView> {
  let changed = true;
  let wake = () => {};
  const onChange = (payload: string) => {
    // Empty: the listener was away for a moment and may have missed something.
    if (payload !== '' && payload !== `${actor.workspaceId}:${id}`) return;
    changed = true;
    wake();
  };
  const unsubscribe = await deps.notifications.subscribe(RUN_CHANGED, onChange);
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (changed || signal.aborted) resolve();
        });
        continue;
      }
      changed = false;
      const run = await getRun(deps, actor, id);
      yield run;
      if (isFinal(run.status)) return;
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
  }
}
