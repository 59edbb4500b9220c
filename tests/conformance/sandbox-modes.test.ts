import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { control, itemIdOf, signIn, startSeeded, vaultNamed } from './sandbox-session';

let sandbox: OnePasswordSandbox;
let automation: string;
let acme: string;
let now = Date.parse('2026-11-22T12:00:00Z');

beforeAll(async () => {
  sandbox = await startSeeded({ now: () => now });
  automation = vaultNamed(sandbox, 'Automation').id;
  acme = itemIdOf(sandbox, 'Acme Prod Login');
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await control(sandbox, 'POST /reset');
});

async function connect(method: string, path: string, body?: object) {
  const response = await fetch(`${sandbox.connect.url}/v1/vaults/${automation}/items${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.connect.token(READ_WRITE_ACCOUNT)}` },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

const setPassword = (value: string) =>
  connect('PATCH', `/${acme}`, [{ op: 'replace', path: '/fields/password/value', value }]);
const passwordOf = (answer: unknown) =>
  z
    .object({ fields: z.array(z.looseObject({ id: z.string(), value: z.string().optional() })) })
    .parse(answer)
    .fields.find(({ id }) => id === 'password')?.value;
const storedPassword = () =>
  sandbox.store.item(acme)?.content.fields.find(({ id }) => id === 'password')?.value;

describe('writes that lose something', () => {
  it('answer as if all went well, as often as asked, and for the named backend only', async () => {
    const sdk = await signIn(sandbox.token(READ_WRITE_ACCOUNT));
    await control(sandbox, 'POST /lossy', { kind: 'truncates', times: 2, backend: 'service_account' });
    await setPassword('0123456789'.repeat(20));
    expect(storedPassword()).toHaveLength(200);

    const item = await sdk.items.get(automation, acme);
    await sdk.items.put(item);
    expect(storedPassword()).toHaveLength(100);
    expect((await control(sandbox, 'GET /lossy')).answer).toEqual({
      lossy: [{ kind: 'truncates', times: 1, backend: 'service_account' }],
    });
    await control(sandbox, 'DELETE /faults');
    await sdk.items.put(await sdk.items.get(automation, acme));
    expect(storedPassword()).toHaveLength(100);
  });

  it('show in the answer of a Connect server what was really stored', async () => {
    await control(sandbox, 'POST /lossy', { kind: 'reveals_concealed' });
    const { status, answer } = await setPassword('new');
    expect([status, answer]).toMatchObject([
      200,
      { fields: [{}, { id: 'password', type: 'STRING' }, {}, {}] },
    ]);
  });
});

describe('reads that trail behind writes', () => {
  it('show one backend the old version until the lag is over, and the others the new one', async () => {
    await control(sandbox, 'PUT /backends/connect', { read_lag_ms: 500 });
    const written = await setPassword('fresh');
    expect(written.answer).toMatchObject({ version: 2 });
    const behind = await connect('GET', `/${acme}`);
    expect([passwordOf(behind.answer), behind.answer]).toMatchObject([
      'tulip-Harbor-94-quartz',
      { version: 1 },
    ]);
    const sdk = await signIn(sandbox.token(READ_WRITE_ACCOUNT));
    expect((await sdk.items.get(automation, acme)).version).toBe(2);
    now += 500;
    expect(passwordOf((await connect('GET', `/${acme}`)).answer)).toBe('fresh');
  });

  it('do not find what was created meanwhile, and still find what was archived', async () => {
    await control(sandbox, 'PUT /backends/connect', { read_lag_ms: 500 });
    const login = { vault: { id: automation }, category: 'LOGIN', title: 'Just created' };
    const { answer } = await connect('POST', '', login);
    const { id } = z.looseObject({ id: z.string() }).parse(answer);
    expect((await connect('GET', `/${id}`)).status).toBe(404);
    expect((await connect('GET', '')).answer).toHaveLength(6);
    await control(sandbox, `POST /items/${acme}/archive`);
    expect((await connect('GET', `/${acme}`)).answer).not.toHaveProperty('state');
    now += 500;
    expect((await connect('GET', '')).answer).toHaveLength(7);
    expect((await connect('GET', `/${acme}`)).answer).toMatchObject({ state: 'ARCHIVED' });
  });
});

describe('latency', () => {
  it('holds back the answers of one backend, while the others go on answering', async () => {
    await control(sandbox, 'PUT /backends/connect', { latency_ms: 600_000 });
    const impatience = new AbortController();
    const waiting = fetch(`${sandbox.connect.url}/heartbeat`, { signal: impatience.signal });
    const sdk = await signIn(sandbox.token(READ_WRITE_ACCOUNT));
    expect(await sdk.vaults.list()).toHaveLength(2);
    impatience.abort();
    await expect(waiting).rejects.toThrow('aborted');
  });

  it('is set for each backend by itself and forgotten with the faults', async () => {
    await control(sandbox, 'PUT /backends/connect', { latency_ms: 30 });
    await control(sandbox, 'PUT /backends/cli', { latency_ms: 1, read_lag_ms: 2 });
    expect((await control(sandbox, 'GET /backends')).answer).toEqual({
      service_account: { latency_ms: 0, read_lag_ms: 0 },
      connect: { latency_ms: 30, read_lag_ms: 0 },
      cli: { latency_ms: 1, read_lag_ms: 2 },
    });
    await control(sandbox, 'DELETE /faults');
    expect((await control(sandbox, 'GET /backends')).answer).toMatchObject({ connect: { latency_ms: 0 } });
    const unknown = await control(sandbox, 'PUT /backends/nothing', { latency_ms: 1 });
    expect(unknown).toMatchObject({ status: 404, answer: { code: 'backend_not_found' } });
  });
});

describe('a vault of 10,000 items', () => {
  it('is there after one call, for the SDK and for a filter of Connect', async () => {
    const made = await control(sandbox, 'POST /vaults/Automation/bulk', { count: 10_000 });
    expect(made).toMatchObject({ status: 201, answer: { created: 10_000, item_count: 10_006 } });
    const sdk = await signIn(sandbox.token(READ_WRITE_ACCOUNT));
    expect(await sdk.items.list(automation)).toHaveLength(10_005);
    const filter = encodeURIComponent('title eq "Bulk login 10000"');
    const { answer } = await connect('GET', `?filter=${filter}`);
    const [found] = z.array(z.looseObject({ id: z.string() })).parse(answer);
    const item = await sdk.items.get(automation, found?.id ?? '');
    expect(item.fields.map((field) => field.id)).toEqual(['username', 'password']);
  });
});
