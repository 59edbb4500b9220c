import { Client } from 'undici';
import type { Load, LoadResult } from './load';

/** So many connections, each with one request after the other. Ends with its parent. */
let sent = 0;
process.on('message', async (load: Load) => process.send?.(await run(load)));
process.once('disconnect', () => process.exit(0));

async function run(load: Load): Promise<LoadResult> {
  const times: number[] = [];
  const failures: Record<string, number> = {};
  const started = performance.now();
  const end = started + load.seconds * 1000;
  await Promise.all(
    Array.from({ length: load.connections }, () => oneConnection(load, { end, times, failures })),
  );
  const elapsed = performance.now() - started;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { perSecond: (times.length / elapsed) * 1000, p50: at(0.5), p99: at(0.99), failures };
}

async function oneConnection(
  { origin, method, path, headers, body }: Load,
  { end, times, failures }: { end: number; times: number[]; failures: Record<string, number> },
): Promise<void> {
  const client = new Client(origin);
  while (performance.now() < end) {
    const from = performance.now();
    sent += 1;
    const answer = await client.request({
      method,
      path,
      headers,
      ...(body === undefined ? {} : { body: body.replace('{n}', `${process.pid}-${from}-${sent}`) }),
    });
    await answer.body.arrayBuffer();
    if (answer.statusCode < 300) times.push(performance.now() - from);
    else failures[answer.statusCode] = (failures[answer.statusCode] ?? 0) + 1;
  }
  await client.close();
}
