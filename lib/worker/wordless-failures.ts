import type { Task, TaskList } from 'graphile-worker';
import { describeError } from '@/lib/log';

/**
 * The queue keeps the text of an error in its table of jobs and puts it into its log. A text that is not ours may quote a
 * value, so what goes on is kind, code and place.
 */
export function withWordlessFailures(tasks: TaskList): TaskList {
  return Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, task && wordless(task)]));
}

function wordless(task: Task): Task {
  return async (payload, tools) => {
    try {
      return await task(payload, tools);
    } catch (error) {
      const { kind, code, at } = describeError(error);
      throw new Error([kind, code, at].filter(Boolean).join(' '));
    }
  };
}
