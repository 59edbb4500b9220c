import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearCachedSecrets } from '@/lib/connections/clear-cached-secrets';
import { connectSecretProvider } from '@/lib/connections/connect-secret-provider';
import { disconnectSecretProvider } from '@/lib/connections/disconnect-secret-provider';
import { listProviderItems } from '@/lib/connections/list-provider-items';
import { listSecretProviders } from '@/lib/connections/list-secret-providers';
import { testSecretProvider } from '@/lib/connections/test-secret-provider';
import { updateSecretProvider } from '@/lib/connections/update-secret-provider';
import { Problem } from '@/lib/contract/problem';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import { type ProductWorld, startProductWorld } from '@/tests/support/product-world';

let world: ProductWorld;
beforeAll(async () => {
  world = await startProductWorld();
});
afterAll(() => world.close());

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Problem)) throw new Error(`expected a problem, got ${String(outcome)}`);
  return outcome;
}

const connect = (name: string, token: string) =>
  connectSecretProvider(world.services, world.actor, { name, token });

test('a token is saved as ciphertext, with its last four characters and the vaults it sees', async () => {
  const token = world.onepassword.token(READ_WRITE_ACCOUNT);
  const connection = await connect('saved', token);
  expect(connection.config_hint).toBe(token.slice(-4));
  expect(connection.vaults.map((vault) => vault.title).sort()).toEqual(['Automation', 'Shared']);
  expect(connection).toMatchObject({
    health: 'ok',
    cache_ttl_seconds: 300,
    bound_entries: 0,
    status: 'active',
  });
  const row = await world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
    tx.secretProvider.findFirstOrThrow({ where: { id: connection.id } }),
  );
  expect(Buffer.from(row.tokenSealed ?? []).toString('latin1')).not.toContain(token.slice(4, 40));
});

test('line breaks and blanks of a paste do not matter', async () => {
  const token = world.onepassword.token(READ_ONLY_ACCOUNT);
  const pasted = `  ${token.slice(0, 40)}\n${token.slice(40)}\r\n`;
  expect((await connect('pasted', pasted)).health).toBe('ok');
});

test.each([
  ['without its prefix', (token: string) => token.slice(4), 'token_malformed'],
  ['cut off', (token: string) => token.slice(0, 300), 'token_malformed'],
  ['of another kind', () => 'hunter2', 'token_malformed'],
])('a token %s is refused at its field, and nothing is saved', async (_case, broken, code) => {
  const before = await listSecretProviders(world.services, world.actor);
  const problem = await problemOf(connect('broken', broken(world.onepassword.token(READ_WRITE_ACCOUNT))));
  expect(problem.code).toBe(code);
  expect(problem.details.fields?.[0]?.field).toBe('token');
  expect(problem.details.hint).toBeTruthy();
  expect(await listSecretProviders(world.services, world.actor)).toHaveLength(before.length);
});

test('a token that points elsewhere is refused before anything is sent there', async () => {
  const json = JSON.parse(
    Buffer.from(world.onepassword.token(READ_WRITE_ACCOUNT).slice(4), 'base64').toString('utf8'),
  );
  const forged = `ops_${Buffer.from(JSON.stringify({ ...json, signInAddress: 'http://169.254.169.254' })).toString('base64url')}`;
  expect((await problemOf(connect('forged', forged))).code).toBe('token_host_refused');
});

test('a revoked token is refused with what to do next', async () => {
  const { onepassword } = world;
  const made = await fetch(`${onepassword.controlUrl}/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'revoked', grants: [] }),
  }).then((response) => response.json());
  const empty = await problemOf(connect('sees nothing', made.token));
  expect(empty.code).toBe('token_sees_no_vault');
  await fetch(`${onepassword.controlUrl}/accounts/revoked/revoke`, { method: 'POST' });
  const revoked = await problemOf(connect('revoked', made.token));
  expect(revoked.code).toBe('token_refused');
  expect(revoked.details.hint).toBeTruthy();
});

test('two connections of a workspace cannot have one name', async () => {
  await world.connect('twice');
  const problem = await problemOf(world.connect('twice'));
  expect(problem.code).toBe('name_taken');
  expect(problem.details.fields?.[0]?.field).toBe('name');
});

test('a connection in use is not removed, and the answer names the entries', async () => {
  const connection = await world.connect('in use');
  const entry = await world.bind(connection, 'Acme Prod Login', 'bound-user');
  const problem = await problemOf(disconnectSecretProvider(world.services, world.actor, connection.id));
  expect(problem.code).toBe('secret_provider_in_use');
  expect(problem.details.extra?.entries).toEqual([
    { id: entry.id, permissioned_user_id: 'bound-user', domain: world.site.url },
  ]);
});

test('a connection that nothing uses goes away', async () => {
  const connection = await world.connect('unused');
  await disconnectSecretProvider(world.services, world.actor, connection.id);
  const left = await listSecretProviders(world.services, world.actor);
  expect(left.map(({ id }) => id)).not.toContain(connection.id);
});

test('rename and cache duration are changed; an unknown duration is refused', async () => {
  const connection = await world.connect('old name');
  const change = { name: 'new name', cache_ttl_seconds: 3600 };
  const changed = await updateSecretProvider(world.services, world.actor, { id: connection.id, change });
  expect(changed).toMatchObject(change);
  await expect(
    updateSecretProvider(world.services, world.actor, {
      id: connection.id,
      change: { cache_ttl_seconds: 7 },
    }),
  ).rejects.toThrow();
});

test('a failing test is a result: health says so, and the next good one clears it', async () => {
  const connection = await world.connect('tested');
  await fetch(`${world.onepassword.controlUrl}/accounts/${READ_WRITE_ACCOUNT}/revoke`, { method: 'POST' });
  const failed = await testSecretProvider(world.services, world.actor, connection.id);
  expect(failed.health).toBe('attention');
  expect(failed.last_error).toMatchObject({ kind: 'unauthorised' });
  await fetch(`${world.onepassword.controlUrl}/accounts/${READ_WRITE_ACCOUNT}/restore`, { method: 'POST' });
  const restored = await testSecretProvider(world.services, world.actor, connection.id);
  expect(restored).toMatchObject({ health: 'ok', last_error: null });
});

test('the item picker finds by title, vault and website, and puts the matching site first', async () => {
  const connection = await world.connect('picker');
  const all = await listProviderItems(world.services, world.actor, {
    id: connection.id,
    domain: world.site.url,
  });
  expect(all.data[0]).toMatchObject({ title: 'Acme Prod Login', suggested: true, vaultName: 'Automation' });
  expect(all.data.map((item) => item.title)).not.toContain('Old Vendor Portal');
  const byWebsite = await listProviderItems(world.services, world.actor, {
    id: connection.id,
    search: 'northwind',
  });
  expect(byWebsite.data.map((item) => item.title)).toEqual(['Northwind Orders']);
  const firstPage = await listProviderItems(world.services, world.actor, { id: connection.id, limit: 2 });
  const secondPage = await listProviderItems(world.services, world.actor, {
    id: connection.id,
    limit: 2,
    ...(firstPage.next_cursor ? { cursor: firstPage.next_cursor } : {}),
  });
  const titles = [...firstPage.data, ...secondPage.data].map((item) => item.title);
  expect(new Set(titles).size).toBe(4);
});

test('clearing says how many cached secrets it removed', async () => {
  const connection = await world.connect('to clear');
  expect(await clearCachedSecrets(world.services, world.actor, connection.id)).toEqual({ cleared: 0 });
});

test('another workspace sees none of it', async () => {
  const connection = await world.connect('mine');
  const { workspace } = await world.api.owner('Mallory');
  const stranger = { ...world.actor, workspaceId: workspace.id };
  expect(await listSecretProviders(world.services, stranger)).toEqual([]);
  expect((await problemOf(testSecretProvider(world.services, stranger, connection.id))).code).toBe(
    'not_found',
  );
});
