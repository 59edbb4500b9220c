import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { freePort, isAlive, type StartedProduct, startProduct } from './started-product';

/** Parts of the product are killed while a run is under way; the product and the run must come out of it. */
test.describe.configure({ mode: 'serial' });
test.setTimeout(180_000);

const folder = mkdtempSync(join(tmpdir(), 'latchkey-kill-'));
const dataDir = join(folder, 'data');
let product: StartedProduct;

test.beforeAll(async () => {
  product = await startProduct(dataDir, await freePort());
});
test.afterAll(async () => {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

const demoFile = z.object({ url: z.url(), api_key: z.string(), site: z.object({ url: z.url() }) });
const demo = () => demoFile.parse(JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')));

async function api<T>(schema: z.ZodType<T>, path: string, body?: object): Promise<T> {
  const { url, api_key } = demo();
  const response = await fetch(`${url}/api/v1${path}`, {
    headers: { 'cc-key': api_key, 'content-type': 'application/json' },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  return schema.parse(await response.json());
}

const run = z.object({
  status: z.string(),
  errors: z.array(z.object({ code: z.string(), next_step: z.string() })),
});
const runNow = (id: string) => api(run, `/runs/${id}`);

/** A run that hangs on its first page, so that whatever is killed is killed in the middle of it. */
async function startHangingRun(): Promise<string> {
  await fetch(`${demo().site.url}/control/behaviour`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ hang: true }),
  });
  const list = await api(z.object({ data: z.array(z.object({ id: z.uuid() })) }), '/workflows');
  const { id } = await api(z.object({ id: z.uuid() }), '/runs', { workflow_id: list.data[0]?.id });
  await expect.poll(async () => (await runNow(id)).status).toBe('running');
  return id;
}

test('the worker is killed: it is started again and the run says what happened', async () => {
  const id = await startHangingRun();
  const worker = product.pidOf('worker');
  process.kill(worker, 'SIGKILL');
  await expect.poll(async () => (await runNow(id)).status, { timeout: 60_000 }).toBe('failed');
  expect((await runNow(id)).errors).toMatchObject([{ code: 'WORKER_LOST' }]);
  expect(product.pidOf('worker')).not.toBe(worker);
  expect(product.output()).toContain('worker');
});

test('the server is killed: it is started again and answers', async () => {
  const server = product.pidOf('server');
  process.kill(server, 'SIGKILL');
  const { url } = demo();
  await expect
    .poll(
      () =>
        fetch(`${url}/readyz`).then(
          (response) => response.status,
          () => 0,
        ),
      { timeout: 60_000 },
    )
    .toBe(200);
  expect(product.pidOf('server')).not.toBe(server);
});

test('the supervisor is killed: nothing is left running, and the next start is clean', async () => {
  const id = await startHangingRun();
  const parts = [product.pidOf('server'), product.pidOf('worker'), product.pidOf('sandbox')];
  process.kill(product.supervisor.pid ?? 0, 'SIGKILL');
  await expect.poll(() => parts.filter(isAlive), { timeout: 30_000 }).toEqual([]);
  product = await startProduct(dataDir, Number(new URL(demo().url).port));
  // A worker that had time to end its run gave it back, since it had done nothing on the site yet; else it was lost.
  await expect.poll(async () => (await runNow(id)).status, { timeout: 60_000 }).toMatch(/^(success|failed)$/);
  const { errors } = await runNow(id);
  expect(errors[0]?.code).toMatch(/^WORKER_(STOPPED|LOST)$/);
  expect(errors[0]?.next_step).toBeTruthy();
  expect(await product.stop()).toBe(0);
});
