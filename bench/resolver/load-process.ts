import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

export const loadSchema = z.object({
  url: z.string(),
  /** Taken in turns: requests of several keys. */
  headers: z.array(z.record(z.string(), z.string())).min(1),
  body: z.string(),
  connections: z.number(),
  /** Arrivals a second; null for as many as are answered. */
  perSecond: z.number().nullable(),
  seconds: z.number(),
});
export type Load = z.infer<typeof loadSchema>;

const resultSchema = z.object({
  perSecond: z.number(),
  failed: z.number(),
  /** Milliseconds from the moment at which each request was due. */
  latencies: z.array(z.number()),
});
export type LoadResult = z.infer<typeof resultSchema>;

export interface LoadProcess {
  send(load: Load): Promise<LoadResult>;
  stop(): void;
}

export async function startLoad(): Promise<LoadProcess> {
  const child = fork(new URL('./load-main.ts', import.meta.url), { stdio: 'inherit' });
  await once(child, 'message');
  return {
    async send(load) {
      child.send(load);
      const [answer] = await once(child, 'message');
      const result = resultSchema.parse(answer);
      if (result.failed > 0) throw new Error(`${result.failed} requests were refused`);
      return result;
    },
    stop: () => child.disconnect(),
  };
}

/** Until the server's code is compiled, as that of a server that runs is. */
export async function warm(load: LoadProcess, target: Pick<Load, 'url' | 'headers' | 'body'>): Promise<void> {
  await load.send({ ...target, connections: 32, perSecond: null, seconds: 10 });
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
