import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { z } from 'zod';
import { bundleOptions } from '../../scripts/build.mjs';

export type Side = 'ours' | 'bare';

export interface Server {
  origin: string;
  /** Resident memory of the process. */
  megabytes(): Promise<number>;
  stop(): void;
}

const ready = z.object({ origin: z.url() });
const memory = z.object({ megabytes: z.number() });

/** Both sides as the product ships, in one bundle: a loader's own marks on every function would be measured, too. */
export async function bundleServer(): Promise<string> {
  const outdir = fileURLToPath(new URL('../../dist/bench', import.meta.url));
  await build(bundleOptions({ 'api-server': 'bench/api/server-main.ts' }, outdir));
  return join(outdir, 'api-server.mjs');
}

export async function startServer(
  program: string,
  side: Side,
  settings: Record<string, string>,
): Promise<Server> {
  const child = fork(program, [side], {
    env: { ...process.env, ...settings },
    // Without the loader that runs this file.
    execArgv: [],
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
