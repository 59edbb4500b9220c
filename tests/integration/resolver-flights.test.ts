import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clearCachedSecrets } from '@/lib/connections/clear-cached-secrets';
import { Problem } from '@/lib/contract/problem';
import { type Flight, type Lead, openFlightLocks } from '@/lib/db/flight-locks';
import { createLog } from '@/lib/log';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { openServices, type Services } from '@/lib/services';
import { atOnce } from '@/tests/support/at-once';
import { eventually } from '@/tests/support/eventually';
import {
  controlPost,
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
async function entryWithCache(cacheTtlSeconds = 300, title = 'Northwind Orders') {
  names += 1;
  const connection = await world.connectServer(`connection ${names}`, cacheTtlSeconds);
  const entry = await world.bind(connection, title, `user ${names}`);
  await world.forgetReads();
  return { connection, key: { workspaceId: world.actor.workspaceId, entryId: entry.id } };
}

const fault = (behaviour: object) => controlPost(world, '/faults', { backend: 'connect', ...behaviour });
const codeOf = (outcome: unknown) => (outcome instanceof Problem ? outcome.code : outcome);

interface Session {
  pid: number;
  state: string;
}
/** Sessions of the database by what they call themselves. */
async function sessions(applicationName: string): Promise<Session[]> {
  return world.services.db.people.$queryRaw<Session[]>`
    select pid, state from pg_stat_activity where datname = current_database() and application_name = ${applicationName}
      and pid <> pg_backend_pid()`;
}

/** Some process leads a reading. */
async function isFlying(): Promise<boolean> {
  const locks = await world.services.db.people.$queryRaw<unknown[]>`
    select from pg_locks where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())`;
  return locks.length > 0;
}

/** Until it is let go. */
const HELD_MS = 600_000;

/** What a process is told when it asks to lead a reading. */
function watched(services: Services): { deps: Services; answers: Lead[] } {
  const { locks } = services.resolving;
  const answers: Lead[] = [];
  const lead = async (flight: Flight) => {
    const answer = await locks.lead(flight);
    answers.push(answer);
    return answer;
  };
  return {
    deps: { ...services, resolving: { ...services.resolving, locks: { ...locks, lead } } },
    answers,
  };
}

describe('G20: a thousand who want one value cause one reading', () => {
  test('in one process', async () => {
    const { key } = await entryWithCache();
    await fault({ delay_ms: 100, times: 10 });
    const outcomes = await atOnce(1_000, () => resolveLogin(world.services, key));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await world.itemReads()).toBe(1);
  });

  test('in two processes, who get the same value', async () => {
    const { key } = await entryWithCache();
    await fault({ delay_ms: 150, times: 10 });
    const [here, there] = await Promise.all([
      atOnce(500, () => resolveLogin(world.services, key)),
      atOnce(500, () => resolveLogin(other, key)),
    ]);
    const values = [...here, ...there].map((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value.password.reveal() : 'failed',
    );
    expect(new Set(values).size).toBe(1);
    expect(values).not.toContain('failed');
    expect(await world.itemReads()).toBe(1);
  });

  test('with the cache off in one process, where there is something to share', async () => {
    const { key } = await entryWithCache(0);
    await fault({ delay_ms: 100, times: 10 });
    await atOnce(1_000, () => resolveLogin(world.services, key));
    expect(await world.itemReads()).toBe(1);
  });
});

test('a thousand who want ten values cause ten readings', async () => {
  const connection = await world.connectServer('ten entries');
  const keys: Array<{ workspaceId: string; entryId: string }> = [];
  for (let count = 0; count < 10; count += 1) {
    const entry = await world.bind(connection, 'Northwind Orders', `one of ten ${count}`);
    keys.push({ workspaceId: world.actor.workspaceId, entryId: entry.id });
  }
  await world.forgetReads();
  await fault({ delay_ms: 50, times: 100 });
  const outcomes = (
    await Promise.all(keys.map((key) => atOnce(100, () => resolveLogin(world.services, key))))
  ).flat();
  expect(outcomes).toHaveLength(1_000);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  expect(await world.itemReads()).toBe(10);
});

describe('a failure', () => {
  test('is shared by those who waited for it, and by nobody after them', async () => {
    const { key } = await entryWithCache();
    await fault({ status: 400, delay_ms: 100, times: 1 });
    const outcomes = await atOnce(100, () => resolveLogin(world.services, key));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await world.itemReads()).toBe(1);
    expect((await resolveLogin(world.services, key)).source).toBe('live');
    expect(await world.itemReads()).toBe(2);
  });

  test('is told to those who waited for it in another process, who do not ask on their own', async () => {
    const { key } = await entryWithCache();
    await fault({ status: 400, delay_ms: HELD_MS, times: 1 });
    const leading = resolveLogin(world.services, key).catch((error: unknown) => error);
    await eventually(() => isDelayed(world));
    const follower = watched(other);
    const waiting = resolveLogin(follower.deps, key).catch((error: unknown) => error);
    await eventually(() => follower.answers.includes('busy'));
    await letGo(world);
    const [first, second] = await Promise.all([leading, waiting]);
    expect(first).toBeInstanceOf(Problem);
    expect(codeOf(second)).toBe(codeOf(first));
    expect(await world.itemReads()).toBe(1);
  });
});

test('a clear that happens during a reading wins: what it brought is thrown away, and it is read again', async () => {
  const { connection, key } = await entryWithCache();
  await fault({ delay_ms: HELD_MS, times: 1 });
  const slow = resolveLogin(world.services, key);
  await eventually(() => isDelayed(world));
  await clearCachedSecrets(world.services, world.actor, connection.id);
  await letGo(world);
  await slow;
  expect(await world.itemReads()).toBe(2);
  const kept = await world.services.db.withWorkspace(key.workspaceId, (tx) =>
    tx.cachedSecret.findMany({ where: { entryId: key.entryId } }),
  );
  expect(kept.map(({ providerGeneration }) => providerGeneration)).toEqual([2]);
});

test('while many wait, none of them keeps a connection of the pool busy', async () => {
  const { key } = await entryWithCache();
  await fault({ delay_ms: 1_000, times: 1 });
  const leading = resolveLogin(world.services, key);
  await eventually(isFlying);
  const waiting = atOnce(200, () => resolveLogin(other, key));
  for (let look = 0; look < 10; look += 1) {
    const busy = (await sessions('latchkey')).filter(({ state }) => state === 'idle in transaction');
    expect(busy).toEqual([]);
    await world.services.clock.sleep(20);
  }
  await leading;
  expect((await waiting).every(({ status }) => status === 'fulfilled')).toBe(true);
  expect(await world.itemReads()).toBe(1);
});

test('whoever leads and dies is succeeded, long before anybody would give up', async () => {
  const { key } = await entryWithCache();
  await fault({ delay_ms: HELD_MS, times: 1 });
  const doomed = openServices(world.services.env, createLog('doomed', 'silent'));
  const before = new Set((await sessions('latchkey-flights')).map(({ pid }) => pid));
  const lost = resolveLogin(doomed, key).catch((error: unknown) => error);
  // Not only under way: a successor must not be the one who meets the fault.
  await eventually(() => isDelayed(world));
  const waiting = resolveLogin(other, key);
  // The reading of the doomed one hangs for a minute: what is counted below is the successor's.
  // What a killed process leaves behind is a session that its server ends.
  const [session] = (await sessions('latchkey-flights')).filter(({ pid }) => !before.has(pid));
  await world.services.db.people.$queryRaw`select pg_terminate_backend(${session?.pid}::int)`;
  expect((await waiting).source).toBe('live');
  expect(await world.itemReads()).toBe(1);
  await doomed.close();
  await lost;
});

test('without the connection that holds the locks values are read, more often than needed', async () => {
  const { key } = await entryWithCache();
  const locks = openFlightLocks('postgresql://127.0.0.1:1/none', () => {});
  const deps = { ...other, resolving: { ...other.resolving, locks } };
  expect((await resolveLogin(deps, key)).source).toBe('live');
  expect((await resolveLogin(deps, key)).source).toBe('cache');
});
