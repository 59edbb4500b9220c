import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import type { OnePasswordSandbox } from '@/lib/sandbox/onepassword/start';
import { control, itemIdOf, startSeeded, vaultNamed } from './sandbox-session';

let sandbox: OnePasswordSandbox;
let vault: string;
let now = Date.parse('2026-11-22T12:00:00Z');

beforeAll(async () => {
  sandbox = await startSeeded({ now: () => now });
  vault = `/v1/vaults/${vaultNamed(sandbox, 'Automation').id}`;
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await control(sandbox, 'POST /reset');
});

async function call(request: string, body?: unknown, account = READ_WRITE_ACCOUNT) {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(`${sandbox.connect.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.connect.token(account)}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, answer };
}

const itemPath = (title: string) => `${vault}/items/${itemIdOf(sandbox, title)}`;
const contentOf = (title: string) => sandbox.store.item(itemIdOf(sandbox, title))?.content;
const titles = (answer: unknown) =>
  z
    .array(z.looseObject({ title: z.string() }))
    .parse(answer)
    .map((one) => one.title);

async function filtered(filter: string) {
  return titles((await call(`GET ${vault}/items?filter=${encodeURIComponent(filter)}`)).answer);
}

describe('a Connect server', () => {
  it('tells anyone that it lives and that it waits for a token, with its version on every answer', async () => {
    const heartbeat = await fetch(`${sandbox.connect.url}/heartbeat`);
    expect([heartbeat.status, await heartbeat.text()]).toEqual([200, '.']);
    expect(heartbeat.headers.get('1password-connect-version')).toBe('1.8.1');
    const waiting = await fetch(`${sandbox.connect.url}/health`);
    expect(await waiting.json()).toMatchObject({
      dependencies: [{}, {}, { service: 'sync', status: 'TOKEN_NEEDED' }, { status: 'UNINITIALIZED' }],
    });
    await call('GET /v1/vaults');
    const ready = await (await fetch(`${sandbox.connect.url}/health`)).text();
    expect(ready).not.toMatch(/TOKEN_NEEDED|UNINITIALIZED/);
    const metrics = await (await fetch(`${sandbox.connect.url}/metrics`)).text();
    expect(metrics).toContain('promhttp_metric_handler_requests_total{code="200",method="get"} ');
    const refused = await fetch(`${sandbox.connect.url}/v1/vaults`);
    expect(refused.headers.get('1password-connect-version')).toBe('1.8.1');
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { status: 401, message: 'Invalid token signature' },
    ]);
  });

  it('gives tokens that say offline what they may do, and can do no more than their account', async () => {
    const claims = (token: string) =>
      z
        .looseObject({ '1password.com/vts': z.array(z.object({ u: z.string(), a: z.number() })) })
        .parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))[
        '1password.com/vts'
      ];
    const { id: automation } = vaultNamed(sandbox, 'Automation');
    const { id: shared } = vaultNamed(sandbox, 'Shared');
    const readWrite = sandbox.connect.token(READ_WRITE_ACCOUNT);
    expect(claims(readWrite)).toEqual([
      { u: automation, a: 496 },
      { u: shared, a: 48 },
    ]);
    expect(claims(sandbox.connect.token(READ_ONLY_ACCOUNT))).toEqual([{ u: automation, a: 48 }]);

    await control(sandbox, 'PUT /accounts/latchkey-rw/grants', [{ vault: 'Automation', access: 'read' }]);
    expect(sandbox.connect.token(READ_WRITE_ACCOUNT)).toBe(readWrite);
    const { status, answer } = await call(`PATCH ${itemPath('Acme Prod Login')}`, []);
    expect([status, answer]).toMatchObject([403, { message: expect.stringContaining('perform update') }]);
    expect((await call(`GET /v1/vaults/${shared}`)).status).toBe(403);
  });

  it('refuses a revoked and an expired token, and takes a new one beside the old', async () => {
    const old = sandbox.connect.token(READ_WRITE_ACCOUNT);
    await control(sandbox, 'POST /accounts/latchkey-rw/connect-token', { expires_in_seconds: 60 });
    expect(sandbox.connect.token(READ_WRITE_ACCOUNT)).not.toBe(old);
    expect((await call('GET /v1/vaults')).status).toBe(200);
    now += 60_000;
    expect(await call('GET /v1/vaults')).toMatchObject({
      status: 401,
      answer: { status: 401, message: 'Invalid bearer token' },
    });
    const withOld = () =>
      fetch(`${sandbox.connect.url}/v1/vaults`, { headers: { authorization: `Bearer ${old}` } });
    expect((await withOld()).status).toBe(200);
    await control(sandbox, 'POST /accounts/latchkey-rw/revoke');
    expect((await withOld()).status).toBe(401);
  });

  it('filters by title, by part of it and by tag, and refuses what is no filter', async () => {
    expect(await filtered('title eq "Acme Prod Login"')).toEqual(['Acme Prod Login']);
    expect(await filtered('title eq "acme prod login"')).toEqual([]);
    expect(await filtered('TITLE CO "do"')).toEqual(['Old Vendor Portal']);
    expect(await filtered('tag eq "finance"')).toEqual(['Initech Reports']);
    await control(sandbox, 'POST /items', { vault: 'Automation', title: 'The "best" \\ site & more' });
    expect(await filtered(String.raw`title eq "The \"best\" \\ site & more"`)).toHaveLength(1);
    for (const filter of ["'", 'title eq x', 'password eq "x"', 'title eq "a" or title eq "b"', '"']) {
      const { status } = await call(`GET ${vault}/items?filter=${encodeURIComponent(filter)}`);
      expect([filter, status]).toEqual([filter, 400]);
    }
  });

  it('takes both forms of an address, and refuses ids of another shape', async () => {
    expect((await call(`GET ${vault}/items/`)).answer).toEqual((await call(`GET ${vault}/items`)).answer);
    expect((await call('GET /v1/vaults/x')).answer).toEqual({ status: 400, message: 'Invalid Vault UUID' });
    expect((await call(`GET ${vault}/items/x`)).answer).toEqual({
      status: 400,
      message: 'Invalid Item UUID',
    });
    expect((await call('GET /v1/nothing')).answer).toEqual({ status: 404, message: 'Not Found' });
  });

  it('shows archived items with their state, a live code, and never a passkey', async () => {
    const archived = await call(`GET ${itemPath('Old Vendor Portal')}`);
    expect(archived.answer).toMatchObject({ state: 'ARCHIVED' });
    const fields = [{ label: 'passkey', value: 'x', type: 'unsupported' }];
    await control(sandbox, `PATCH /items/${itemIdOf(sandbox, 'Acme Prod Login')}`, { fields });
    const { answer } = await call(`GET ${itemPath('Acme Prod Login')}`);
    expect(JSON.stringify(answer)).not.toContain('passkey');
    expect(answer).toMatchObject({
      fields: [
        { id: 'username', purpose: 'USERNAME' },
        { id: 'password', purpose: 'PASSWORD', entropy: expect.any(Number) },
        { type: 'OTP', section: { id: 'add more' }, totp: expect.stringMatching(/^\d{6}$/) },
        { id: 'notesPlain', purpose: 'NOTES' },
      ],
    });
    expect(answer).not.toHaveProperty('state');
    expect(answer).toHaveProperty('createdAt', expect.stringMatching(/T\d\d:\d\d:\d\dZ$/));
  });
});

describe('the activity of a Connect server', () => {
  it('is paged, newest first, with denials, and names item and version', async () => {
    const id = itemIdOf(sandbox, 'Acme Prod Login');
    await call(`GET ${vault}/items`);
    await call(`GET ${itemPath('Acme Prod Login')}`);
    await call(`DELETE ${itemPath('Acme Prod Login')}`, undefined, READ_ONLY_ACCOUNT);
    const all = await call('GET /v1/activity');
    expect(all.headers.get('content-range')).toBe('1-3/3');
    expect(all.answer).toMatchObject([
      {
        action: 'DELETE',
        result: 'DENY',
        resource: { type: 'VAULT' },
        actor: { account: READ_ONLY_ACCOUNT },
      },
      { action: 'READ', result: 'SUCCESS', resource: { type: 'ITEM', item: { id }, itemVersion: 1 } },
      { action: 'READ', result: 'SUCCESS', resource: { type: 'VAULT' } },
    ]);
    const page = await call('GET /v1/activity?limit=1&offset=1');
    expect(page.headers.get('content-range')).toBe('2-2/3');
    expect(page.answer).toMatchObject([{ resource: { type: 'ITEM' } }]);
    expect((await call('GET /v1/activity?limit=x')).status).toBe(400);
  });
});

describe('what goes wrong at a Connect server', () => {
  it('is told in its own words, and is kept apart from the other backends in script and log', async () => {
    await control(sandbox, 'POST /faults', { backend: 'service_account', status: 500 });
    await control(sandbox, 'POST /faults', { backend: 'connect', route: '^DELETE ', status: 500 });
    await control(sandbox, 'POST /faults', { backend: 'connect', status: 401, message: 'not yet' });
    expect((await call('GET /v1/vaults')).answer).toEqual({ status: 401, message: 'not yet' });
    expect((await call(`DELETE ${itemPath('Acme Prod Login')}`)).answer).toEqual({
      status: 500,
      message: 'Something went wrong',
    });
    await control(sandbox, 'POST /throttle', { next: 1 });
    expect((await call('GET /v1/vaults')).status).toBe(200);
    const { answer } = await control(sandbox, 'GET /log');
    expect(answer).toMatchObject({
      requests: [
        { backend: 'connect', account: READ_WRITE_ACCOUNT, method: 'GET', path: '/v1/vaults', status: 401 },
        { backend: 'connect', status: 500 },
        { backend: 'connect', status: 200 },
      ],
    });
    expect((await control(sandbox, 'GET /faults')).answer).toMatchObject({
      faults: [{ backend: 'service_account' }],
    });
  });

  it('can be an answer that is lost after the write took effect', async () => {
    const rotation = [{ op: 'replace', path: '/fields/password/value', value: 'written' }];
    await control(sandbox, 'POST /faults', { route: '^PATCH ', destroy: true, after_effect: true });
    await expect(call(`PATCH ${itemPath('Acme Prod Login')}`, rotation)).rejects.toThrow('fetch failed');
    expect(contentOf('Acme Prod Login')?.fields[1]?.value).toBe('written');
    await control(sandbox, 'POST /faults', { route: '^PATCH ', status: 502, after_effect: true });
    expect((await call(`PATCH ${itemPath('Acme Prod Login')}`, rotation)).status).toBe(502);
    expect(sandbox.store.item(itemIdOf(sandbox, 'Acme Prod Login'))?.version).toBe(3);
  });
});
