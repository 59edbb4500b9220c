import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkWriteAccess } from '@/lib/connections/check-write-access';
import { connectSecretProvider } from '@/lib/connections/connect-secret-provider';
import { getSecretProvider } from '@/lib/connections/get-secret-provider';
import { recordFailure } from '@/lib/connections/record-health';
import { replaceToken } from '@/lib/connections/replace-token';
import { setConnectionStatus } from '@/lib/connections/set-connection-status';
import { testSecretProvider } from '@/lib/connections/test-secret-provider';
import type { ConnectSecretProvider } from '@/lib/contract/secret-provider';
import { createLog } from '@/lib/log';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { takeOneTimeCode } from '@/lib/resolver/take-one-time-code';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import { openServices, type Services } from '@/lib/services';
import { atOnce } from '@/tests/support/at-once';
import { eventually } from '@/tests/support/eventually';
import { ManualClock } from '@/tests/support/manual-clock';
import {
  controlPost,
  isDelayed,
  letGo,
  type ProductWorld,
  startProductWorld,
} from '@/tests/support/product-world';

let world: ProductWorld;
beforeAll(async () => {
  world = await startProductWorld();
});
afterAll(() => world.close());

const connect = (input: ConnectSecretProvider) => connectSecretProvider(world.services, world.actor, input);
const control = (path: string, body?: object) => controlPost(world, path, body);
const keyOf = (entryId: string) => ({ workspaceId: world.actor.workspaceId, entryId });

describe('a Connect server', () => {
  test('is connected, serves a bound entry, and has no budget to watch', async () => {
    const { url, token } = world.onepassword.connect;
    const connection = await connect({
      name: 'Connect',
      mode: 'connect',
      base_url: url,
      token: token(READ_WRITE_ACCOUNT),
    });
    expect(connection).toMatchObject({ mode: 'connect', base_url: url, health: 'ok', budget: null });
    expect(connection.vaults.find((vault) => vault.title === 'Automation')?.write).toBe('yes');
    const entry = await world.bind(connection, 'Northwind Orders', 'through connect');
    const login = await resolveLogin(world.services, keyOf(entry.id));
    expect(login.username.reveal()).toBe('orders@acme.example');
  });

  test('takes its token from a variable of the server, of the allowed name only', async () => {
    const { url, token } = world.onepassword.connect;
    process.env.LATCHKEY_CONNECT_TOKEN_TEST = token(READ_WRITE_ACCOUNT);
    const connection = await connect({
      name: 'from a variable',
      mode: 'connect',
      base_url: url,
      token_env: 'LATCHKEY_CONNECT_TOKEN_TEST',
    });
    expect(connection).toMatchObject({ token_env: 'LATCHKEY_CONNECT_TOKEN_TEST', config_hint: '' });
    await expect(
      connect({ name: 'x', mode: 'connect', base_url: url, token_env: 'DATABASE_URL' }),
    ).rejects.toThrow();
    delete process.env.LATCHKEY_CONNECT_TOKEN_TEST;
  });

  test.each([
    ['metadata of a cloud', 'http://169.254.169.254'],
    ['a private address', 'https://10.0.0.5'],
    ['plain http', 'http://connect.example.com'],
    ['no address', 'connect'],
  ])('is refused at %s', async (_case, base_url) => {
    const { token } = world.onepassword.connect;
    await expect(
      connect({ name: 'refused', mode: 'connect', base_url, token: token(READ_WRITE_ACCOUNT) }),
    ).rejects.toMatchObject({ code: 'address_refused', details: { fields: [{ field: 'base_url' }] } });
  });

  test('fields of another mode are refused rather than dropped', async () => {
    const token = world.onepassword.token(READ_WRITE_ACCOUNT);
    await expect(
      connect({ name: 'mixed', token, base_url: 'https://connect.example' }),
    ).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });
});

describe('another token in place', () => {
  test('is compared vault by vault and tried on every bound item before anything changes', async () => {
    const connection = await world.connect('to replace');
    await world.bind(connection, 'Acme Prod Login', 'still readable');
    await world.bind(connection, 'Team Calendar', 'lost');
    const token = world.onepassword.token(READ_ONLY_ACCOUNT);
    const preview = await replaceToken(world.services, world.actor, { id: connection.id, token });
    expect(preview.applied).toBe(false);
    expect(preview.vaults.find((vault) => vault.title === 'Shared')).toMatchObject({
      before: { read: true },
      after: null,
    });
    expect(preview.entries.map((entry) => [entry.permissioned_user_id, entry.readable])).toEqual([
      ['still readable', true],
      ['lost', false],
    ]);
    await expect(
      replaceToken(world.services, world.actor, { id: connection.id, token, apply: true }),
    ).rejects.toMatchObject({ code: 'replacement_incomplete' });
    expect((await getSecretProvider(world.services, world.actor, connection.id)).config_hint).toBe(
      connection.config_hint,
    );

    const done = await replaceToken(world.services, world.actor, {
      id: connection.id,
      token,
      apply: true,
      accept_unreadable: true,
    });
    expect(done.applied).toBe(true);
    const after = await getSecretProvider(world.services, world.actor, connection.id);
    expect(after.config_hint).toBe(token.slice(-4));
    expect(after.vaults.map((vault) => vault.title)).toEqual(['Automation']);
  });

  test('a malformed one changes nothing', async () => {
    const connection = await world.connect('kept');
    await expect(
      replaceToken(world.services, world.actor, { id: connection.id, token: 'ops_nonsense', apply: true }),
    ).rejects.toMatchObject({ code: 'token_malformed' });
  });
});

describe('the kill switch', () => {
  let other: Services;
  beforeAll(() => {
    // A second process: the same database and key, nothing else in common.
    other = openServices(world.services.env, createLog('other', 'silent'));
  });
  afterAll(() => other.close());

  test('works in every process, on cached values too, and can be undone', async () => {
    const connection = await world.connect('to disable', 3600);
    const entry = await world.bind(connection, 'Northwind Orders', 'killed');
    expect((await resolveLogin(other, keyOf(entry.id))).source).toBe('live');
    expect((await resolveLogin(other, keyOf(entry.id))).source).toBe('cache');
    await setConnectionStatus(world.services, world.actor, { id: connection.id, status: 'disabled' });
    await expect(resolveLogin(other, keyOf(entry.id))).rejects.toMatchObject({
      code: 'secret_provider_disabled',
    });
    await eventually(async () => {
      const live = await other.providers.budgets();
      return live.every(({ connectionId }) => connectionId !== connection.id);
    });
    await setConnectionStatus(world.services, world.actor, { id: connection.id, status: 'active' });
    expect((await resolveLogin(other, keyOf(entry.id))).source).toBe('live');
  });

  test('wins over a read that is on its way', async () => {
    const connection = await world.connect('disabled meanwhile', 0);
    const entry = await world.bind(connection, 'Northwind Orders', 'too late');
    await control('/faults', { route: 'GET /api/v1/vault/[a-z0-9]+/item/', delay_ms: 600_000 });
    const reading = resolveLogin(other, keyOf(entry.id)).catch((error: unknown) => error);
    await eventually(() => isDelayed(world));
    await setConnectionStatus(world.services, world.actor, { id: connection.id, status: 'disabled' });
    await letGo(world);
    expect(await reading).toBeInstanceOf(Error);
  });
});

describe('1Password is left in peace', () => {
  test('G19: a dead token costs at most five calls an hour, however many runs ask', async () => {
    const connection = await world.connect('dead token', 0);
    const entry = await world.bind(connection, 'Northwind Orders', 'dead');
    const clock = new ManualClock();
    const deps = { ...world.services, clock };
    await control(`/accounts/${READ_WRITE_ACCOUNT}/revoke`);
    await world.forgetReads();
    for (let minute = 0; minute < 60; minute += 1) {
      for (let run = 0; run < 8; run += 1) {
        await expect(resolveLogin(deps, keyOf(entry.id))).rejects.toMatchObject({ code: 'token_refused' });
      }
      clock.advance(60_000);
    }
    expect(await world.requests()).toBeLessThanOrEqual(5);
    await control(`/accounts/${READ_WRITE_ACCOUNT}/restore`);
    // A person who presses the button is not made to wait.
    expect((await testSecretProvider(deps, world.actor, connection.id)).health).toBe('ok');
    expect((await resolveLogin(deps, keyOf(entry.id))).source).toBe('live');
  });

  test('G18: while it asks to slow down few calls reach it, others are served as ever, and afterwards it is asked again', async () => {
    const connection = await world.connect('throttled', 0);
    const entry = await world.bind(connection, 'Northwind Orders', 'throttled');
    const elsewhere = await world.connectServer('not throttled', 0);
    const otherEntry = await world.bind(elsewhere, 'Initech Reports', 'not throttled');
    const clock = new ManualClock();
    const deps = { ...world.services, clock };
    await resolveLogin(deps, keyOf(entry.id));
    await control('/throttle', { seconds: 600 });
    await world.forgetReads();
    for (let second = 0; second < 600; second += 10) {
      const storm = atOnce(200, () => resolveLogin(deps, keyOf(entry.id)));
      expect((await resolveLogin(deps, keyOf(otherEntry.id))).source).toBe('live');
      const served = (await storm).filter(({ status }) => status === 'fulfilled');
      expect(served).toEqual([]);
      clock.advance(10_000);
    }
    // One call in ten seconds is allowed. What others asked for was asked once each.
    const others = await world.itemReads('Initech Reports');
    expect(others).toBe(60);
    expect(await world.itemReads('Northwind Orders')).toBeLessThanOrEqual(66);
    await fetch(`${world.onepassword.controlUrl}/faults`, { method: 'DELETE' });
    clock.advance(10_000);
    expect((await resolveLogin(deps, keyOf(entry.id))).source).toBe('live');
  });

  test('a call that fails in another way meanwhile does not end the pause', async () => {
    const { services, actor } = world;
    const connection = await world.connectServer('slow to fail', 0);
    const entry = await world.bind(connection, 'Northwind Orders', 'slow to fail');
    const clock = new ManualClock();
    const deps = { ...services, clock };
    const row = { workspaceId: actor.workspaceId, id: connection.id, generation: 1 };
    await recordFailure(deps, row, 'rate_limited');
    await recordFailure(deps, row, 'timeout');
    await world.forgetReads();
    const limited = { code: 'secret_provider_rate_limited' };
    await expect(resolveLogin(deps, keyOf(entry.id))).rejects.toMatchObject(limited);
    expect(await world.requests()).toBe(0);
    clock.advance(10_000);
    await recordFailure(deps, row, 'timeout');
    expect((await resolveLogin(deps, keyOf(entry.id))).source).toBe('live');
  });

  test('an item that was not found is not asked for again for a minute', async () => {
    const connection = await world.connect('missing item', 0);
    const made = await control('/items', {
      vault: world.vaultId('Automation'),
      title: 'Goes away',
      username: 'a',
      password: 'b',
    });
    expect(made.status).toBe(201);
    const entry = await world.bind(connection, 'Goes away', 'missing');
    await fetch(`${world.onepassword.controlUrl}/items/${world.idOf('Goes away')}`, { method: 'DELETE' });
    const clock = new ManualClock();
    const deps = { ...world.services, clock };
    await world.forgetReads();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(resolveLogin(deps, keyOf(entry.id))).rejects.toMatchObject({ code: 'item_not_found' });
    }
    const asked = await world.itemReads();
    clock.advance(60_000);
    await expect(resolveLogin(deps, keyOf(entry.id))).rejects.toMatchObject({ code: 'item_not_found' });
    expect(await world.itemReads()).toBeGreaterThan(asked);
  });
});

test('what is found out about writing is remembered, and a new token makes it void', async () => {
  const connection = await world.connect('write access');
  const vault_id = world.vaultId('Automation');
  const input = { id: connection.id, vault_id, probe: true };
  expect(await checkWriteAccess(world.services, world.actor, input)).toMatchObject({ verdict: 'yes' });
  await testSecretProvider(world.services, world.actor, connection.id);
  const writeOf = async () =>
    (await getSecretProvider(world.services, world.actor, connection.id)).vaults.find(
      ({ id }) => id === vault_id,
    )?.write;
  expect(await writeOf()).toBe('yes');
  const token = world.onepassword.token(READ_ONLY_ACCOUNT);
  await replaceToken(world.services, world.actor, { id: connection.id, token, apply: true });
  expect(await writeOf()).not.toBe('yes');
});

test('calls are counted for all processes together and shown against the limits of the plan', async () => {
  const connection = await world.connect('counted', 0);
  const entry = await world.bind(connection, 'Northwind Orders', 'counted');
  const { usage } = world.services;
  await usage.record();
  const before = (await getSecretProvider(world.services, world.actor, connection.id)).budget?.hour.used ?? 0;
  for (let read = 0; read < 5; read += 1) await resolveLogin(world.services, keyOf(entry.id));
  await usage.record();
  const { budget } = await getSecretProvider(world.services, world.actor, connection.id);
  expect(budget?.hour.used).toBeGreaterThanOrEqual(before + 5);
  expect(budget).toMatchObject({
    hour: { limit: 1000 },
    hourly_writes: { limit: 100 },
    day: { limit: 1000 },
  });
});

test('the last tenth of the hour is kept for one-time codes', async () => {
  const connection = await world.connect('nearly used up', 0);
  const entry = await world.bind(connection, 'Acme Prod Login', 'nearly used up');
  const { db, usage } = world.services;
  const { workspaceId } = world.actor;
  const bucket = new Date(Date.now() - 600_000);
  const usedUp = { workspaceId, providerId: connection.id, bucket, reads: 950 };
  await db.withWorkspace(workspaceId, (tx) => tx.providerUsage.create({ data: usedUp }));
  await usage.record();
  await expect(resolveLogin(world.services, keyOf(entry.id))).rejects.toMatchObject({
    code: 'secret_provider_rate_limited',
  });
  const code = await takeOneTimeCode(world.services, keyOf(entry.id));
  expect(code.digits).toBe(6);
});
