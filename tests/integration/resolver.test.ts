import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clearCachedSecrets } from '@/lib/connections/clear-cached-secrets';
import { Problem } from '@/lib/contract/problem';
import { newId } from '@/lib/kernel/id';
import { purgeExpired } from '@/lib/resolver/purge-expired';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { takeOneTimeCode } from '@/lib/resolver/take-one-time-code';
import { demoUser } from '@/lib/sandbox/demo-user';
import { READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import { createEntry } from '@/lib/vault/create-entry';
import { atOnce } from '@/tests/support/at-once';
import { ManualClock } from '@/tests/support/manual-clock';
import { editItem, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

let world: ProductWorld;
beforeAll(async () => {
  world = await startProductWorld();
});
afterAll(() => world.close());
beforeEach(() => world.forgetReads());

let names = 0;
async function entryWithCache(cacheTtlSeconds: number, title = 'Northwind Orders') {
  names += 1;
  const connection = await world.connectServer(`connection ${names}`, cacheTtlSeconds);
  const entry = await world.bind(connection, title, `user ${names}`);
  await world.forgetReads();
  return { connection, key: { workspaceId: world.actor.workspaceId, entryId: entry.id } };
}

const cachedRows = (entryId: string) =>
  world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
    tx.cachedSecret.findMany({ where: { entryId } }),
  );

test('within the cache duration one read serves all, and what is kept is ciphertext', async () => {
  const { key } = await entryWithCache(300);
  const first = await resolveLogin(world.services, key);
  const second = await resolveLogin(world.services, key);
  expect([first.source, second.source]).toEqual(['live', 'cache']);
  expect(second.password.reveal()).toBe(first.password.reveal());
  expect(second.refreshAt.getTime() - second.resolvedAt.getTime()).toBe(300_000);
  expect(await world.itemReads()).toBe(1);
  const [row] = await cachedRows(key.entryId);
  expect(Buffer.from(row?.sealed ?? []).toString('latin1')).not.toContain(first.password.reveal());
});

test('with the cache off every resolve reads live and nothing is written', async () => {
  const { key } = await entryWithCache(0);
  await resolveLogin(world.services, key);
  await editItem(world, 'Northwind Orders', { password: 'changed-by-a-person-1' });
  const after = await resolveLogin(world.services, key);
  expect(after.password.reveal()).toBe('changed-by-a-person-1');
  expect(await cachedRows(key.entryId)).toEqual([]);
});

test('an override of the entry wins over the connection', async () => {
  const { connection, key } = await entryWithCache(300);
  await world.services.db.withWorkspace(key.workspaceId, (tx) =>
    tx.vaultEntry.updateMany({ where: { id: key.entryId }, data: { secretCacheTtlSeconds: 0 } }),
  );
  await resolveLogin(world.services, key);
  expect((await resolveLogin(world.services, key)).source).toBe('live');
  expect(connection.cache_ttl_seconds).toBe(300);
});

test('nothing is served at or after its expiry, and the sweep removes it', async () => {
  const { key } = await entryWithCache(300);
  const clock = new ManualClock();
  const deps = { ...world.services, clock };
  await resolveLogin(deps, key);
  clock.advance(299_999);
  expect((await resolveLogin(deps, key)).source).toBe('cache');
  clock.advance(1);
  expect((await resolveLogin(deps, key)).source).toBe('live');
  clock.advance(300_000);
  await purgeExpired(deps);
  expect(await cachedRows(key.entryId)).toEqual([]);
});

test('the sweep drops counts of calls that no budget looks at any more, and keeps the others', async () => {
  const { connection } = await entryWithCache(0);
  const { workspaceId } = world.actor;
  const bucket = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000);
  const count = (daysAgo: number) => ({
    workspaceId,
    providerId: connection.id,
    bucket: bucket(daysAgo),
    reads: 7,
  });
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.providerUsage.createMany({ data: [count(3), count(0.5)] }),
  );
  await purgeExpired(world.services);
  const left = await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.providerUsage.findMany({ where: { providerId: connection.id, reads: 7 } }),
  );
  expect(left).toHaveLength(1);
});

test('clear cached secrets makes the next resolve live', async () => {
  const { connection, key } = await entryWithCache(3600);
  await resolveLogin(world.services, key);
  expect(await clearCachedSecrets(world.services, world.actor, connection.id)).toEqual({ cleared: 1 });
  expect((await resolveLogin(world.services, key)).source).toBe('live');
});

test('many who ask together cause one read', async () => {
  const { key } = await entryWithCache(300);
  await delayReads(200);
  const outcomes = await atOnce(20, () => resolveLogin(world.services, key));
  const passwords = outcomes.map(
    (outcome) => outcome.status === 'fulfilled' && outcome.value.password.reveal(),
  );
  expect(passwords[0]).not.toBe(false);
  expect(new Set(passwords).size).toBe(1);
  expect(await world.itemReads()).toBe(1);
});

test('who asks for a fresh value has it read, also beside others who take what is cached', async () => {
  const { key } = await entryWithCache(300);
  await resolveLogin(world.services, key);
  const ask = (fresh: boolean) => resolveLogin(world.services, key, { fresh });
  const logins = await Promise.all([ask(false), ask(true), ask(false)]);
  expect(logins.map(({ source }) => source)).toEqual(['cache', 'live', 'cache']);
});

test('a ciphertext moved to another entry does not open', async () => {
  const one = await entryWithCache(300);
  const two = await entryWithCache(300, 'Acme Prod Login');
  await resolveLogin(world.services, one.key);
  const [row] = await cachedRows(one.key.entryId);
  if (!row) throw new Error('nothing cached');
  await world.services.db.withWorkspace(world.actor.workspaceId, async (tx) => {
    const entry = await tx.vaultEntry.findFirstOrThrow({
      where: { id: two.key.entryId },
      include: { secretProvider: true },
    });
    await tx.cachedSecret.create({
      data: {
        ...row,
        stamp: newId(),
        entryId: entry.id,
        providerId: entry.secretProviderId ?? '',
        entryGeneration: entry.generation,
        providerGeneration: entry.secretProvider?.generation ?? 0,
      },
    });
  });
  await expect(resolveLogin(world.services, two.key)).rejects.toThrow('cannot be opened');
});

test('a revoked token is told as such and shows on the connection', async () => {
  const { connection, key } = await entryWithCache(0);
  await fetch(`${world.onepassword.controlUrl}/accounts/${READ_WRITE_ACCOUNT}/revoke`, { method: 'POST' });
  try {
    const failure = await resolveLogin(world.services, key).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Problem);
    expect(failure).toMatchObject({ code: 'token_refused' });
    const row = await world.services.db.withWorkspace(key.workspaceId, (tx) =>
      tx.secretProvider.findFirstOrThrow({ where: { id: connection.id } }),
    );
    expect(row.lastErrorKind).toBe('unauthorised');
  } finally {
    await fetch(`${world.onepassword.controlUrl}/accounts/${READ_WRITE_ACCOUNT}/restore`, { method: 'POST' });
  }
});

test('a one-time code is the item’s, is never cached, and no step is given out twice', async () => {
  const { key } = await entryWithCache(86_400, 'Acme Prod Login');
  const first = await takeOneTimeCode(world.services, key);
  expect(first.code.reveal()).toBe(generateSync({ secret: demoUser.totpSecret, epoch: first.step * 30 }));
  expect(await world.itemReads()).toBeGreaterThan(0);
  const waits: number[] = [];
  const controller = new AbortController();
  const second = takeOneTimeCode(world.services, key, {
    signal: controller.signal,
    onWait: (milliseconds) => {
      waits.push(milliseconds);
      controller.abort(new Error('waits for the next step'));
    },
  });
  await expect(second).rejects.toThrow('waits for the next step');
  expect(waits).toHaveLength(1);
  expect(await cachedRows(key.entryId)).toEqual([]);
});

test('a stored entry resolves from its own values, codes included', async () => {
  const entry = await createEntry(world.services, world.actor, {
    permissioned_user_id: 'stored',
    domain: 'stored.example',
    source: 'stored',
    username: 'somebody',
    password: 'stored-password-1',
    totp_secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    tfa_method: 'AUTHENTICATOR',
  });
  const key = { workspaceId: world.actor.workspaceId, entryId: entry.id };
  const login = await resolveLogin(world.services, key);
  expect([login.username.reveal(), login.password.reveal(), login.source]).toEqual([
    'somebody',
    'stored-password-1',
    'stored',
  ]);
  // RFC 6238, appendix B: 59 s gives 94287082; six digits of it.
  const clock = new ManualClock(31_000);
  const code = await takeOneTimeCode({ ...world.services, clock }, key);
  expect([code.code.reveal(), code.step]).toEqual(['287082', 1]);
});

async function delayReads(milliseconds: number): Promise<void> {
  await fetch(`${world.onepassword.controlUrl}/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ backend: 'connect', delay_ms: milliseconds, times: 1 }),
  });
}
