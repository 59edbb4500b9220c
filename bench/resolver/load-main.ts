import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { type Load, type LoadResult, loadSchema } from './load-process';

/** Sends requests from a process of its own, so that the work of asking is not counted as the server's. */
process.once('disconnect', () => process.exit(0));
process.on('message', (message) => {
  void carryOut(loadSchema.parse(message)).then((result) => process.send?.(result));
});
process.send?.('ready');

async function carryOut(load: Load): Promise<LoadResult> {
  const pool = new Pool(new URL(load.url).origin, { connections: load.connections });
  const latencies: number[] = [];
  let failed = 0;
  let turn = 0;
  const send = async (due: number) => {
    const headers = load.headers[turn % load.headers.length] ?? {};
    turn += 1;
    const { statusCode, body } = await pool.request({
      path: new URL(load.url).pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: load.body,
    });
    await body.dump();
    if (statusCode !== 200) failed += 1;
    latencies.push(performance.now() - due);
  };
  const from = performance.now();
  if (load.perSecond === null) await flatOut(load, send);
  else await arrivals(load.perSecond, load.seconds, send);
  const seconds = (performance.now() - from) / 1000;
  await pool.close();
  return { perSecond: latencies.length / seconds, failed, latencies };
}

async function flatOut({ connections, seconds }: Load, send: (due: number) => Promise<void>): Promise<void> {
  const until = performance.now() + seconds * 1000;
  const client = async () => {
    while (performance.now() < until) await send(performance.now());
  };
  await Promise.all(Array.from({ length: connections }, client));
}

/** Evenly spread, whether or not the ones before have been answered; a late start counts as waiting. */
async function arrivals(
  perSecond: number,
  seconds: number,
  send: (due: number) => Promise<void>,
): Promise<void> {
  const from = performance.now();
  const open: Promise<void>[] = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = from + (index * 1000) / perSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    open.push(send(due));
  }
  await Promise.all(open);
}
