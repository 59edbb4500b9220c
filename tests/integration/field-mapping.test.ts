import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '@/lib/contract/problem';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { CreateEntry } from '@/lib/contract/vault-entry';
import { resolveExtraSecret } from '@/lib/resolver/resolve-extra-secret';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { takeOneTimeCode } from '@/lib/resolver/take-one-time-code';
import { demoUser } from '@/lib/sandbox/demo-user';
import { createEntry } from '@/lib/vault/create-entry';
import { getEntry } from '@/lib/vault/get-entry';
import { updateEntry } from '@/lib/vault/update-entry';
import { ManualClock } from '@/tests/support/manual-clock';
import { controlPost, editItem, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

let world: ProductWorld;
let connection: SecretProviderView;
beforeAll(async () => {
  world = await startProductWorld();
  connection = await world.connectServer('mapped', 3600);
  const fields = [
    { label: 'Customer number', value: '4711-canary', section: 'Portal' },
    { label: 'PIN', value: '0815', type: 'concealed', section: 'Portal' },
  ];
  await controlPost(world, '/items', {
    vault: 'Automation',
    title: 'Bank',
    username: 'x',
    password: 'y',
    fields,
  });
});
afterAll(() => world?.close());
beforeEach(() => world.forgetReads());

let names = 0;
const bind = (change: Partial<CreateEntry>, title = 'Northwind Orders') => {
  names += 1;
  return createEntry(world.services, world.actor, {
    permissioned_user_id: `mapped ${names}`,
    domain: world.site.url,
    source: 'provider',
    secret_provider_id: connection.id,
    secret_ref: world.refOf(title),
    ...change,
  });
};
const keyOf = (entry: { id: string }) => ({ workspaceId: world.actor.workspaceId, entryId: entry.id });
const PIN = 'op://Automation/Bank/Portal/PIN';

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (error instanceof Problem) return error;
  throw new Error(`expected a problem, got ${String(error)}`);
}

describe('a field of the login that comes from elsewhere', () => {
  test('is read there, by names or ids, and cached with the rest', async () => {
    const entry = await bind({
      field_references: { username: 'op://Automation/Bank/Portal/Customer number' },
    });
    expect(entry.field_references).toEqual({ username: 'op://Automation/Bank/Portal/Customer number' });
    const login = await resolveLogin(world.services, keyOf(entry));
    expect([login.username.reveal(), login.password.reveal()]).toEqual([
      '4711-canary',
      'velvet-Anchor-63-maple',
    ]);
    await world.forgetReads();
    const again = await resolveLogin(world.services, keyOf(entry));
    expect([again.source, again.username.reveal()]).toEqual(['cache', '4711-canary']);
    expect(await world.itemReads()).toBe(0);
  });

  test('gives the code of another item, live, with that one’s ledger', async () => {
    const { vaultId, itemId } = {
      vaultId: world.vaultId('Automation'),
      itemId: world.idOf('Acme Prod Login'),
    };
    const one_time_password = `op://${vaultId}/${itemId}/one-time password?attribute=otp`;
    const entry = await bind({ field_references: { one_time_password } });
    expect(entry.has.one_time_password).toBe(true);
    expect((await resolveLogin(world.services, keyOf(entry))).hasOneTimePassword).toBe(true);
    const code = await takeOneTimeCode(world.services, keyOf(entry));
    expect([code.digits, code.periodSeconds]).toEqual([6, 30]);
    expect(demoUser.totpSecret.length).toBeGreaterThan(0);
  });

  test('that is not there any more resolves as empty, and the entry says so until it is back', async () => {
    const clock = new ManualClock();
    const deps = { ...world.services, clock };
    const entry = await bind({
      field_references: { password: PIN },
      secret_cache_ttl_seconds: 0,
    });
    await editItem(world, 'Bank', { fields: [{ label: 'PIN', value: null, section: 'Portal' }] });
    const login = await resolveLogin(deps, keyOf(entry));
    expect([login.username.isEmpty, login.password.isEmpty]).toEqual([false, true]);
    const warned = await getEntry(world.services, world.actor, entry.id);
    expect(warned.has.password).toBe(false);
    expect(warned.warnings.map(({ code }) => code)).toContain('mapped_field_missing');
    const back = [{ label: 'PIN', value: '0815', type: 'concealed', section: 'Portal' }];
    await editItem(world, 'Bank', { fields: back });
    expect((await resolveLogin(deps, keyOf(entry))).password.reveal()).toBe('0815');
    const mended = await getEntry(world.services, world.actor, entry.id);
    expect(mended.warnings.map(({ code }) => code)).not.toContain('mapped_field_missing');
  });
});

describe('a further secret', () => {
  test('is resolved by its name, cached as ciphertext under it, and cleared with the login', async () => {
    const entry = await bind({ extra_secrets: { pin: PIN } });
    expect(entry.extra_secrets).toEqual({ pin: { reference: PIN, present: true } });
    const sources = [];
    for (let read = 0; read < 3; read += 1) {
      const { value, source } = await resolveExtraSecret(world.services, keyOf(entry), 'pin');
      expect(value.reveal()).toBe('0815');
      sources.push(source);
    }
    expect(sources).toEqual(['live', 'cache', 'cache']);
    const rows = await world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
      tx.cachedSecret.findMany({ where: { entryId: entry.id } }),
    );
    expect(rows.map(({ part }) => part)).toEqual(['secret/pin']);
    expect(Buffer.from(rows[0]?.sealed ?? []).toString('latin1')).not.toContain('0815');
    await updateEntry(world.services, world.actor, { id: entry.id, change: { user_alias: 'changed' } });
    expect((await resolveExtraSecret(world.services, keyOf(entry), 'pin')).source).toBe('live');
  });

  test('with the cache off is read each time and leaves nothing behind', async () => {
    const entry = await bind({ extra_secrets: { pin: PIN }, secret_cache_ttl_seconds: 0 });
    await world.forgetReads();
    for (let read = 0; read < 2; read += 1) await resolveExtraSecret(world.services, keyOf(entry), 'pin');
    expect(await world.itemReads()).toBe(2);
    const kept = await world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
      tx.cachedSecret.count({ where: { entryId: entry.id } }),
    );
    expect(kept).toBe(0);
  });

  test('that is not there fails with its name, is not asked for again for a minute, and shows on the entry', async () => {
    const clock = new ManualClock();
    const deps = { ...world.services, clock };
    const made = [{ label: 'Token', value: 'abc', section: 'Portal' }];
    await editItem(world, 'Bank', { fields: made });
    const entry = await bind({ extra_secrets: { token: 'op://Automation/Bank/Portal/Token' } });
    await editItem(world, 'Bank', { fields: [{ label: 'Token', value: null, section: 'Portal' }] });
    await world.forgetReads();
    for (let read = 0; read < 3; read += 1) {
      const problem = await problemOf(resolveExtraSecret(deps, keyOf(entry), 'token'));
      expect(problem.code).toBe('item_not_found');
    }
    const asked = await world.itemReads();
    clock.advance(60_000);
    await problemOf(resolveExtraSecret(deps, keyOf(entry), 'token'));
    expect(await world.itemReads()).toBe(asked * 2);
    const shown = await getEntry(world.services, world.actor, entry.id);
    expect(shown.extra_secrets.token?.present).toBe(false);
    expect(shown.warnings.map(({ code }) => code)).toContain('extra_secret_missing');
    // The login is another matter.
    expect((await resolveLogin(deps, keyOf(entry))).username.reveal()).toBe('orders@acme.example');
  });

  test('that the entry does not have is refused by name', async () => {
    const entry = await bind({});
    const problem = await problemOf(resolveExtraSecret(world.services, keyOf(entry), 'pin'));
    expect(problem.code).toBe('extra_secret_unknown');
  });
});

describe('refused while someone looks at it', () => {
  test.each<[string, Partial<CreateEntry>, string, RegExp]>([
    [
      'a reference that is none, with the place of the mistake',
      { field_references: { username: 'op://Automation/Bank?' } },
      'field_references.username',
      /At character 21/,
    ],
    [
      'a code as a further secret',
      { extra_secrets: { code: 'op://Automation/Bank/Portal/PIN?attribute=otp' } },
      'extra_secrets.code',
      /never kept/,
    ],
    [
      'a one-time password that does not ask for the code',
      { field_references: { one_time_password: PIN } },
      'field_references.one_time_password',
      /attribute=otp/,
    ],
    [
      'a reference that leads nowhere',
      { extra_secrets: { pin: 'op://Automation/Bank/Portal/Nothing' } },
      'extra_secrets.pin',
      /Nothing was found/,
    ],
    [
      'a mapping on an entry that keeps its own values',
      {
        source: 'stored',
        secret_provider_id: undefined,
        secret_ref: undefined,
        username: 'a',
        password: 'b',
        extra_secrets: { pin: PIN },
      },
      'extra_secrets',
      /Only for entries from 1Password/,
    ],
  ])('%s', async (_what, change, field, message) => {
    const { details } = await problemOf(bind(change));
    expect(details.fields?.map(({ field: name }) => name)).toEqual([field]);
    expect(details.fields?.[0]?.message).toMatch(message);
  });
});

test('what is not said keeps its mapping, and {} takes it away', async () => {
  const entry = await bind({ extra_secrets: { pin: PIN }, field_references: { password: PIN } });
  const kept = await updateEntry(world.services, world.actor, { id: entry.id, change: { user_alias: 'a' } });
  expect([Object.keys(kept.extra_secrets), kept.field_references]).toEqual([['pin'], { password: PIN }]);
  const bare = await updateEntry(world.services, world.actor, {
    id: entry.id,
    change: { extra_secrets: {}, field_references: {} },
  });
  expect([bare.extra_secrets, bare.field_references]).toEqual([{}, {}]);
});
