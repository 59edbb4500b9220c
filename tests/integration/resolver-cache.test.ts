import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clearCachedSecrets } from '@/lib/connections/clear-cached-secrets';
import { setConnectionStatus } from '@/lib/connections/set-connection-status';
import { updateSecretProvider } from '@/lib/connections/update-secret-provider';
import { createLog } from '@/lib/log';
import { purgeExpired } from '@/lib/resolver/purge-expired';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { openServices, type Services } from '@/lib/services';
import { updateEntry } from '@/lib/vault/update-entry';
import { eventually } from '@/tests/support/eventually';
import { ManualClock } from '@/tests/support/manual-clock';
import {
  controlPost,
  editItem,
  isDelayed,
  letGo,
  type ProductWorld,
  startProductWorld,
} from '@/tests/support/product-world';

let world: ProductWorld;
/** A second process: the same database and key, nothing else in common. */
let other: Services;
beforeAll(async () => {
  world = await startProductWorld();
  other = openServices(world.services.env, createLog('other', 'silent'));
});
afterAll(async () => {
  await other?.close();
  await world?.close();
});
beforeEach(async () => {
  await fetch(`${world.onepassword.controlUrl}/faults`, { method: 'DELETE' });
  await world.forgetReads();
});

let names = 0;
async function entryWithCache(cacheTtlSeconds: number, title = 'Northwind Orders') {
  names += 1;
  const connection = await world.connectServer(`connection ${names}`, cacheTtlSeconds);
  const entry = await world.bind(connection, title, `user ${names}`);
  await world.forgetReads();
  return { connection, key: { workspaceId: world.actor.workspaceId, entryId: entry.id } };
}

const rowsOf = ({ entryId }: { entryId: string }) =>
  world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
    tx.cachedSecret.findMany({ where: { entryId } }),
  );

/** From here on reads through Connect fail as an outage does; nothing of it is repeated. */
const outage = (status = 400) => controlPost(world, '/faults', { backend: 'connect', status, times: 1_000 });

describe('a copy in the memory of a process', () => {
  test('is served without reading anything again, by every process that has one', async () => {
    const { key } = await entryWithCache(3600);
    const sources = [];
    for (const services of [world.services, other, other, world.services]) {
      sources.push((await resolveLogin(services, key)).source);
    }
    expect(sources).toEqual(['live', 'cache', 'cache', 'cache']);
    expect(await world.itemReads()).toBe(1);
  });

  test.each<[string, (connectionId: string, entryId: string) => Promise<unknown>]>([
    ['cleared', (id) => clearCachedSecrets(world.services, world.actor, id)],
    [
      'of a connection that was switched off and on',
      async (id) => {
        await setConnectionStatus(world.services, world.actor, { id, status: 'disabled' });
        await setConnectionStatus(world.services, world.actor, { id, status: 'active' });
      },
    ],
    [
      'of a connection with another duration',
      (id) => updateSecretProvider(world.services, world.actor, { id, change: { cache_ttl_seconds: 300 } }),
    ],
    [
      'of an entry that was edited',
      (_id, id) => updateEntry(world.services, world.actor, { id, change: { user_alias: 'another' } }),
    ],
    [
      'of an entry whose generation was raised, by whatever code',
      (_id, id) =>
        world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
          tx.vaultEntry.updateMany({ where: { id }, data: { generation: { increment: 1 } } }),
        ),
    ],
  ])('is not served once it is %s', async (_what, act) => {
    const { connection, key } = await entryWithCache(3600);
    await resolveLogin(world.services, key);
    await resolveLogin(other, key);
    await act(connection.id, key.entryId);
    expect(await rowsOf(key)).toEqual([]);
    expect((await resolveLogin(other, key)).source).toBe('live');
  });

  test('G22: is not served at its expiry, nor is the row, in any process', async () => {
    const { key } = await entryWithCache(300);
    const clock = new ManualClock();
    const [one, two] = [
      { ...world.services, clock },
      { ...other, clock },
    ];
    await resolveLogin(one, key);
    clock.advance(299_999);
    expect([(await resolveLogin(one, key)).source, (await resolveLogin(two, key)).source]).toEqual([
      'cache',
      'cache',
    ]);
    clock.advance(1);
    await editItem(world, 'Northwind Orders', { password: 'of-the-next-hour' });
    expect((await resolveLogin(two, key)).password.reveal()).toBe('of-the-next-hour');
    expect((await resolveLogin(one, key)).password.reveal()).toBe('of-the-next-hour');
  });
});

describe('the duration', () => {
  test('of an entry is its own: neither Off nor another duration of its connection touches it', async () => {
    const { connection, key } = await entryWithCache(300);
    const own = await world.bind(connection, 'Acme Prod Login', `own ${names}`);
    await updateEntry(world.services, world.actor, {
      id: own.id,
      change: { secret_cache_ttl_seconds: 3600 },
    });
    await resolveLogin(world.services, key);
    await resolveLogin(world.services, { ...key, entryId: own.id });
    const off = { id: connection.id, change: { cache_ttl_seconds: 0 } };
    await updateSecretProvider(world.services, world.actor, off);
    expect(await rowsOf(key)).toEqual([]);
    expect(await rowsOf({ entryId: own.id })).toHaveLength(1);
    expect((await resolveLogin(other, { ...key, entryId: own.id })).source).toBe('cache');
  });

  test('Off writes nothing, and takes nothing from the other entries of the connection', async () => {
    const { connection, key } = await entryWithCache(3600);
    const off = await world.bind(connection, 'Acme Prod Login', `off ${names}`);
    await updateEntry(world.services, world.actor, { id: off.id, change: { secret_cache_ttl_seconds: 0 } });
    await resolveLogin(world.services, key);
    await resolveLogin(world.services, { ...key, entryId: off.id });
    expect(await rowsOf({ entryId: off.id })).toEqual([]);
    expect(await rowsOf(key)).toHaveLength(1);
  });
});

test('who asks for a fresh value gets one, whatever is cached', async () => {
  const { key } = await entryWithCache(3600);
  await resolveLogin(world.services, key);
  await editItem(world, 'Northwind Orders', { password: 'changed-meanwhile' });
  expect((await resolveLogin(world.services, key)).password.reveal()).not.toBe('changed-meanwhile');
  const fresh = await resolveLogin(world.services, key, { fresh: true });
  expect([fresh.source, fresh.password.reveal()]).toEqual(['live', 'changed-meanwhile']);
});

test('a value that many want is read anew shortly before it expires, and nobody waits for it', async () => {
  const { key } = await entryWithCache(300);
  const clock = new ManualClock();
  const deps = { ...world.services, clock };
  await resolveLogin(deps, key);
  for (let use = 0; use < 80; use += 1) await resolveLogin(deps, key);
  clock.advance(294_500);
  expect((await resolveLogin(deps, key)).source).toBe('cache');
  await eventually(async () => (await world.itemReads()) === 2);
  await eventually(async () => (await rowsOf(key))[0]?.expiresAt.getTime() === clock.now() + 300_000);
  clock.advance(10_000);
  expect((await resolveLogin(deps, key)).source).toBe('cache');
  expect(await world.itemReads()).toBe(2);
});

describe('while 1Password cannot be reached', () => {
  async function expired(staleIfError: boolean) {
    const { connection, key } = await entryWithCache(300);
    if (staleIfError) {
      await updateSecretProvider(world.services, world.actor, {
        id: connection.id,
        change: { stale_if_error: true },
      });
    }
    const clock = new ManualClock();
    const deps = { ...world.services, clock };
    const { password } = await resolveLogin(deps, key);
    clock.advance(300_000);
    return { connection, key, clock, deps, password: password.reveal() };
  }
  const unavailable = { code: 'secret_provider_unavailable' };

  test('nothing that has expired is served, unless the connection allows it', async () => {
    const { deps, key } = await expired(false);
    await outage(503);
    await expect(resolveLogin(deps, key)).rejects.toMatchObject(unavailable);
  });

  test('if it does, it is served for as long again, marked as stale, and removed after that', async () => {
    const { deps, key, clock, password } = await expired(true);
    await outage(503);
    const stale = await resolveLogin(deps, key);
    expect([stale.stale, stale.source, stale.password.reveal()]).toEqual([true, 'cache', password]);
    await purgeExpired(deps);
    clock.advance(299_999);
    expect((await resolveLogin(deps, key)).stale).toBe(true);
    clock.advance(1);
    await expect(resolveLogin(deps, key)).rejects.toMatchObject(unavailable);
    await purgeExpired(deps);
    expect(await rowsOf(key)).toEqual([]);
  });

  test('not when it answered with a refusal, nor when it did so before it went away', async () => {
    const { deps, key } = await expired(true);
    await outage(403);
    await expect(resolveLogin(deps, key)).rejects.toMatchObject({ code: 'secret_provider_forbidden' });
    await fetch(`${world.onepassword.controlUrl}/faults`, { method: 'DELETE' });
    await outage(503);
    await expect(resolveLogin(deps, key)).rejects.toMatchObject(unavailable);
  });

  test('not when the item was not found meanwhile', async () => {
    const { deps, key, clock } = await expired(true);
    const message = `item ${world.idOf('Northwind Orders')} not found`;
    const missing = { backend: 'connect', status: 404, message, times: 1 };
    await controlPost(world, '/faults', missing);
    await expect(resolveLogin(deps, key)).rejects.toMatchObject({ code: 'item_not_found' });
    await outage(503);
    clock.advance(60_000);
    await expect(resolveLogin(deps, key)).rejects.toMatchObject(unavailable);
  });

  test('not across a clear, also one that happens while the reading fails', async () => {
    const { deps, key, connection } = await expired(true);
    await controlPost(world, '/faults', { backend: 'connect', status: 503, delay_ms: 600_000, times: 1 });
    const reading = resolveLogin(deps, key);
    await eventually(() => isDelayed(world));
    await outage(503);
    await clearCachedSecrets(world.services, world.actor, connection.id);
    await letGo(world);
    await expect(reading).rejects.toMatchObject(unavailable);
  });

  test('not once the permission was taken back', async () => {
    const { deps, key, connection } = await expired(true);
    await outage(503);
    const back = { id: connection.id, change: { stale_if_error: false } };
    await updateSecretProvider(world.services, world.actor, back);
    await expect(resolveLogin(deps, key)).rejects.toMatchObject(unavailable);
  });

  test('not to one who asked for a fresh value', async () => {
    const { deps, key } = await expired(true);
    await outage(503);
    await expect(resolveLogin(deps, key, { fresh: true })).rejects.toMatchObject(unavailable);
  });
});
