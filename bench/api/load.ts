import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

export interface Load {
  origin: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  /** `{n}` in it becomes another text with each request. */
  body?: string;
  connections: number;
  seconds: number;
}

const loadResult = z.object({
  perSecond: z.number(),
  p50: z.number(),
  p99: z.number(),
  /** Answers that were no success, by status, or by why there was none. */
  failures: z.record(z.string(), z.number()),
});
export type LoadResult = z.infer<typeof loadResult>;

export interface LoadGenerator {
  run(load: Load): Promise<LoadResult>;
  stop(): void;
}

/** Requests come from another process, so that sending them costs the servers nothing but the machine. */
export function startLoadGenerator(): LoadGenerator {
  const child = fork(new URL('./load-main.ts', import.meta.url), { stdio: 'inherit' });
  return {
    async run(load) {
      const answer = once(child, 'message');
      child.send(load);
      const result = loadResult.parse((await answer)[0]);
      if (Object.keys(result.failures).length > 0)
        throw new Error(
          `${load.method} ${load.path} at ${load.origin} failed: ${JSON.stringify(result.failures)}`,
        );
      return result;
    },
    stop: () => child.disconnect(),
  };
}
