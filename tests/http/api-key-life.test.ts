import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createApiKeyVerifier, VERIFIED_MILLISECONDS, type VerifyApiKey } from '@/lib/access/verify-api-key';
import { PERMISSIONS } from '@/lib/contract/workspace';
import type { Database } from '@/lib/db/database';
import { startTestApi, type TestApi, withApiKey } from '../support/api';
import { eventually } from '../support/eventually';
import { ManualClock } from '../support/manual-clock';

let api: TestApi;
let owner: Awaited<ReturnType<TestApi['owner']>>;
beforeAll(async () => {
  api = await startTestApi();
  owner = await api.owner('Kim');
});
afterAll(() => api?.close());

/** What a process of its own would have: its own memory of checks, over the same database. */
function processes(count: number): { clock: ManualClock; verify: VerifyApiKey[] } {
  const clock = new ManualClock();
  const verify = Array.from({ length: count }, () => createApiKeyVerifier({ ...api.services, clock }));
  return { clock, verify };
}

const refused = { code: 'api_key_invalid' };

test('G25: a revoked key fails in every process before a second is over, however lately it was checked there', async () => {
  const { clock, verify } = processes(3);
  const { id, key } = await withApiKey(api, owner.client, ['members:read']);
  for (const check of verify) await expect(check(key)).resolves.toMatchObject({ who: { keyId: id } });
  expect((await owner.client(`DELETE /api/v1/api-keys/${id}`)).status).toBe(204);
  clock.advance(VERIFIED_MILLISECONDS);
  expect(VERIFIED_MILLISECONDS).toBeLessThan(1_000);
  for (const check of verify) await expect(check(key)).rejects.toMatchObject(refused);
});

test('a key in constant use is checked anew beside its requests, and a revocation is noticed there', async () => {
  const { clock, verify } = processes(1);
  const [check] = verify;
  const { id, key } = await withApiKey(api, owner.client, ['members:read']);
  await check?.(key);
  await api.services.db.people.apiKey.update({ where: { id }, data: { name: 'renamed' } });
  clock.advance(VERIFIED_MILLISECONDS / 2);
  // The one that finds the check old is answered by it; those after the new check, by that.
  await eventually(async () => expect(await check?.(key)).toMatchObject({ who: { name: 'renamed' } }));
  expect((await owner.client(`DELETE /api/v1/api-keys/${id}`)).status).toBe(204);
  clock.advance(VERIFIED_MILLISECONDS / 2);
  await eventually(async () => expect(check?.(key)).rejects.toMatchObject(refused));
});

test('a check made anew is good for no longer than one that was waited for', async () => {
  const { clock, verify } = processes(1);
  const [check] = verify;
  const { id, key } = await withApiKey(api, owner.client, ['members:read']);
  await check?.(key);
  clock.advance(VERIFIED_MILLISECONDS - 1);
  await check?.(key);
  expect((await owner.client(`DELETE /api/v1/api-keys/${id}`)).status).toBe(204);
  clock.advance(VERIFIED_MILLISECONDS);
  await expect(check?.(key)).rejects.toMatchObject(refused);
});

test('a check that comes late does not bring back a key that was refused meanwhile', async () => {
  const clock = new ManualClock();
  const { db, firstRead, release } = firstAnswerHeld(api.services.db);
  const check = createApiKeyVerifier({ ...api.services, db, clock });
  const { id, key } = await withApiKey(api, owner.client, ['members:read']);
  await check(key);
  clock.advance(VERIFIED_MILLISECONDS / 2);
  await check(key);
  await firstRead;
  expect((await owner.client(`DELETE /api/v1/api-keys/${id}`)).status).toBe(204);
  clock.advance(VERIFIED_MILLISECONDS / 2);
  await expect(check(key)).rejects.toMatchObject(refused);
  release();
  await new Promise(setImmediate);
  await expect(check(key)).rejects.toMatchObject(refused);
});

/** The same database, of which the first look at keys is told late. */
function firstAnswerHeld(db: Database) {
  let tell = () => {};
  let release = () => {};
  const firstRead = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let looks = 0;
  const readPeople: Database['readPeople'] = async <Row>(statement: Parameters<typeof db.readPeople>[0]) => {
    looks += 1;
    const isFirst = looks === 1;
    const rows = await db.readPeople<Row>(statement);
    if (isFirst) tell();
    if (isFirst) await held;
    return rows;
  };
  return { db: { ...db, readPeople }, firstRead, release };
}

test.each([
  ['whose time has ended', () => ({ expiresAt: new Date(0) })],
  ['that was disabled', () => ({ enabled: false })],
])('a key %s fails within the same time', async (_what, change) => {
  const { clock, verify } = processes(1);
  const [check] = verify;
  const { id, key } = await withApiKey(api, owner.client, ['members:read']);
  await check?.(key);
  await api.services.db.people.apiKey.update({ where: { id }, data: change() });
  clock.advance(VERIFIED_MILLISECONDS);
  await expect(check?.(key)).rejects.toMatchObject(refused);
});

test('a key may be asked for its workspace more than ten times a day', async () => {
  const { clock, verify } = processes(1);
  const [check] = verify;
  const { key } = await withApiKey(api, owner.client, ['members:read']);
  for (let count = 0; count < 40; count += 1) {
    clock.advance(VERIFIED_MILLISECONDS);
    await expect(check?.(key)).resolves.toBeDefined();
  }
});

test('two keys live side by side, so that one takes over before the other ends', async () => {
  const before = await withApiKey(api, owner.client, ['members:read']);
  const after = await withApiKey(api, owner.client, ['members:read']);
  const both = [before, after].map(({ client }) => client('GET /api/v1/members'));
  expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
  await owner.client(`DELETE /api/v1/api-keys/${before.id}`);
  expect((await after.client('GET /api/v1/members')).status).toBe(200);
});

test('a key carries exactly the scopes it was made with, and those that they include', async () => {
  const { verify } = processes(1);
  const [check] = verify;
  for (const scope of PERMISSIONS) {
    const { key } = await withApiKey(api, owner.client, [scope]);
    const { permissions } = z.object({ permissions: z.set(z.string()) }).parse(await check?.(key));
    expect([...permissions][0]).toBe(scope);
    expect(permissions.size).toBeLessThanOrEqual(2);
    for (const included of permissions) expect(included.split(':')[0]).toBe(scope.split(':')[0]);
  }
});

test('a scope that this version does not know gives no right, and the key no error', async () => {
  const { verify } = processes(1);
  const { id, key } = await withApiKey(api, owner.client, ['members:read']);
  const permissions = JSON.stringify({ members: ['read'], everything: ['write'] });
  await api.services.db.people.apiKey.update({ where: { id }, data: { permissions } });
  const actor = await verify[0]?.(key);
  expect([...(actor?.permissions ?? [])]).toEqual(['members:read']);
});
