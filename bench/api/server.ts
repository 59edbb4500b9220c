import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

export type Side = 'ours' | 'bare';

export interface Server {
  origin: string;
  /** Resident memory of the process. */
  megabytes(): Promise<number>;
  stop(): void;
}

const ready = z.object({ origin: z.url() });
const memory = z.object({ megabytes: z.number() });

export async function startServer(side: Side, settings: Record<string, string>): Promise<Server> {
  const child = fork(new URL('./server-main.ts', import.meta.url), [side], {
    env: { ...process.env, ...settings },
    stdio: 'inherit',
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the server of ${side} ended`);
  });
  ended.catch(() => {});
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return {
    origin: ready.parse(message).origin,
    async megabytes() {
      const answer = once(child, 'message');
      child.send('memory');
      const [told] = await Promise.race([answer, ended]);
      return memory.parse(told).megabytes;
    },
    stop: () => child.disconnect(),
  };
}
