import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import type { Measure } from './report';
import type { Addresses } from './sandbox-process';

const LIMIT_MB = 3;

/** Resident memory per further connection that is signed in and idle, each side in a fresh process. */
export async function memoryMeasure({ token }: Addresses): Promise<Measure> {
  const ours = await megabytesPerConnection('ours', token);
  const baseline = await megabytesPerConnection('bare', token);
  const measure = 'memory_mb_per_further_connection_vs_bare_sdk';
  return { measure, ours, baseline, ratio: null, target: `<${LIMIT_MB}`, met: ours < LIMIT_MB };
}

async function megabytesPerConnection(who: 'ours' | 'bare', token: string): Promise<number> {
  const script = new URL('./memory-main.ts', import.meta.url);
  const environment = { ...process.env, BENCH_TOKEN: token };
  const child = fork(script, [who], {
    execArgv: [...process.execArgv, '--expose-gc'],
    env: environment,
    stdio: 'inherit',
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the measuring process ended without a figure');
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return z.number().parse(message);
}
