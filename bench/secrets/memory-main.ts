import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { bareClient, ourServiceAccount } from './clients';

/** The first ones grow what all share: the thread, its heap, the memory of the WebAssembly core. */
const FIRST = 3;
const FURTHER = 10;
const who = z.enum(['ours', 'bare']).parse(process.argv[2]);
const token = z.string().parse(process.env.BENCH_TOKEN);
const kept: unknown[] = [];

for (let count = 0; count < FIRST; count += 1) await open();
const few = await restingBytes();
for (let count = 0; count < FURTHER; count += 1) await open();
const many = await restingBytes();
process.send?.((many - few) / FURTHER / 1024 / 1024);
process.exit(kept.length === FIRST + FURTHER ? 0 : 1);

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
async function restingBytes(): Promise<number> {
  globalThis.gc?.();
  await delay(200);
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
