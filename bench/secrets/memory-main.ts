import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { bareClient, ourServiceAccount } from './clients';
import { median } from './take-turns';

/** The first ones grow what all share: the thread, its heap, the memory of the WebAssembly core. */
const FIRST = 2;
const FURTHER = 8;
const who = z.enum(['ours', 'bare']).parse(process.argv[2]);
const token = z.string().parse(process.env.BENCH_TOKEN);
const kept: unknown[] = [];

for (let count = 0; count < FIRST; count += 1) await open();
const megabytes = [await restingMegabytes()];
for (let count = 0; count < FURTHER; count += 1) {
  await open();
  megabytes.push(await restingMegabytes());
}
process.send?.(growthOf(megabytes));
process.exit(kept.length === FIRST + FURTHER ? 0 : 1);

/** The median of the slopes between any two points: a heap that is given back once does not tilt it. */
function growthOf(points: readonly number[]): number {
  const slopes = points.flatMap((later, x) =>
    points.slice(0, x).map((earlier, distance) => (later - earlier) / (x - distance)),
  );
  return median(slopes);
}

/** Signed in and used once, as a connection is that waits for its next run. */
async function open(): Promise<void> {
  if (who === 'ours') {
    const provider = ourServiceAccount(token);
    await provider.check();
    kept.push(provider);
  } else {
    const client = await bareClient(token);
    await client.vaults.list();
    kept.push(client);
  }
}

/** The thread of the SDK cannot be told to collect its garbage; it stays in the figure. */
async function restingMegabytes(): Promise<number> {
  globalThis.gc?.();
  await delay(50);
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1024 / 1024;
}
