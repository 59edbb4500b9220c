import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Task, TaskList } from 'graphile-worker';
import type { Clock } from '@/lib/kernel/clock';

/** Runs that follow one another closely are not made to wait. */
const IDLE_MS = 2_000;

/**
 * These tasks, and a collection of garbage when the last that was under way has ended and none has begun since.
 *
 * A worker with nothing to do allocates so little that V8 would keep the passwords of the last run for hours. What is
 * collected is overwritten (lib/server/guard-process.ts). Takes some 100 ms, in which nobody waits for this process.
 */
export function forgetWhenIdle(
  tasks: TaskList,
  clock: Pick<Clock, 'sleep'>,
  collect: () => void = collector(),
): TaskList {
  let underWay = 0;
  let waiting = new AbortController();
  const counted =
    (task: Task): Task =>
    async (...args) => {
      waiting.abort();
      underWay += 1;
      try {
        return await task(...args);
      } finally {
        underWay -= 1;
        if (underWay === 0) {
          waiting = new AbortController();
          clock.sleep(IDLE_MS, waiting.signal).then(collect, () => {});
        }
      }
    };
  return Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, task && counted(task)]));
}

/** V8 hands its collector out to contexts that are made after this flag was set. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return () => {
    if (typeof collect === 'function') collect();
  };
}
