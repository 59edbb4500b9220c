import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Problem } from '@/lib/contract/problem';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { CreateEntry } from '@/lib/contract/vault-entry';
import { createEntry } from '@/lib/vault/create-entry';
import { deleteEntry } from '@/lib/vault/delete-entry';
import { getEntry } from '@/lib/vault/get-entry';
import { listEntries } from '@/lib/vault/list-entries';
import { updateEntry } from '@/lib/vault/update-entry';
import { type ProductWorld, startProductWorld } from '@/tests/support/product-world';

let world: ProductWorld;
let connection: SecretProviderView;
beforeAll(async () => {
  world = await startProductWorld();
  connection = await world.connect();
});
afterAll(() => world.close());

const create = (input: CreateEntry) => createEntry(world.services, world.actor, input);

async function fieldsOf(promise: Promise<unknown>): Promise<{ code: string; fields: string[] }> {
  const error = await promise.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof Problem)) throw new Error(`expected a problem, got ${String(error)}`);
  return { code: error.code, fields: (error.details.fields ?? []).map(({ field }) => field) };
}

test('a stored entry keeps its values sealed and shows only that they are there', async () => {
  const entry = await create({
    permissioned_user_id: 'stored',
    domain: 'Example.COM/login',
    source: 'stored',
    username: 'someone',
    password: 'canary-stored-password',
    tfa_method: 'AUTHENTICATOR',
    totp_secret: 'jbsw y3dp ehpk 3pxp',
  });
  expect(entry).toMatchObject({
    domain: 'https://example.com',
    source: 'stored',
    has: { username: true, password: true, one_time_password: true },
  });
  const row = await world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
    tx.vaultEntry.findFirstOrThrow({ where: { id: entry.id } }),
  );
  expect(JSON.stringify(entry)).not.toContain('canary');
  expect(Buffer.from(row.passwordSealed ?? []).toString('latin1')).not.toContain('canary');
});

test('an entry bound to an item shows what the item has, and its warnings', async () => {
  const good = await world.bind(connection, 'Acme Prod Login', 'good');
  expect(good).toMatchObject({
    source: 'provider',
    item: { title: 'Acme Prod Login', vault_title: 'Automation' },
    has: { username: true, password: true, one_time_password: true },
    effective_cache_ttl_seconds: 300,
    warnings: [],
  });
  const poor = await world.bind(connection, 'Northwind Orders', 'poor');
  expect(poor.warnings.map(({ code }) => code)).toEqual(['no_one_time_password', 'website_differs']);
});

test('an item deleted between picking and saving is noticed at its field', async () => {
  const { onepassword } = world;
  const vault = onepassword.store.vaults().find(({ name }) => name === 'Automation');
  const made = await fetch(`${onepassword.controlUrl}/items`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vault: vault?.id, title: 'Short-lived', username: 'a', password: 'b' }),
  });
  expect(made.status).toBe(201);
  const secret_ref = world.refOf('Short-lived');
  await fetch(`${onepassword.controlUrl}/items/${world.idOf('Short-lived')}`, { method: 'DELETE' });
  const refused = await fieldsOf(
    create({
      permissioned_user_id: 'gone',
      domain: world.site.url,
      source: 'provider',
      secret_provider_id: connection.id,
      secret_ref,
    }),
  );
  expect(refused).toEqual({ code: 'item_not_found', fields: ['secret_ref'] });
});

test.each<[string, Partial<CreateEntry>, string, string[]]>([
  [
    'values beside a binding',
    { username: 'x', password: 'y' },
    'provider_fields_conflict',
    ['username', 'password'],
  ],
  [
    'an authenticator beside a binding',
    { tfa_method: 'AUTHENTICATOR' },
    'authenticator_with_provider',
    ['tfa_method'],
  ],
  ['a malformed reference', { secret_ref: 'op://Automation/Acme' }, 'secret_ref_malformed', ['secret_ref']],
  ['a domain that is none', { domain: 'not a domain' }, 'validation_failed', ['domain']],
])('refused: %s', async (_case, change, code, fields) => {
  const input: CreateEntry = {
    permissioned_user_id: 'refused',
    domain: world.site.url,
    source: 'provider',
    secret_provider_id: connection.id,
    secret_ref: world.refOf('Acme Prod Login'),
    ...change,
  };
  expect(await fieldsOf(create(input))).toEqual({ code, fields });
});

test('a cache duration without a provider is refused, as are a missing user name and password', async () => {
  const input: CreateEntry = {
    permissioned_user_id: 'bare',
    domain: 'example.org',
    source: 'stored',
    secret_cache_ttl_seconds: 60,
  };
  expect(await fieldsOf(create(input))).toEqual({
    code: 'cache_ttl_without_provider',
    fields: ['secret_cache_ttl_seconds', 'username', 'password'],
  });
});

test('a connection of another workspace is as unknown as one that never was', async () => {
  const { workspace } = await world.api.owner('Eve');
  const stranger = { ...world.actor, workspaceId: workspace.id };
  const input: CreateEntry = {
    permissioned_user_id: 'foreign',
    domain: world.site.url,
    source: 'provider',
    secret_provider_id: connection.id,
    secret_ref: world.refOf('Acme Prod Login'),
  };
  const foreign = await fieldsOf(createEntry(world.services, stranger, input));
  const unknown = await fieldsOf(
    create({ ...input, secret_provider_id: '00000000-0000-4000-8000-000000000000' }),
  );
  expect(foreign).toEqual(unknown);
  expect(foreign).toEqual({ code: 'secret_provider_unknown', fields: ['secret_provider_id'] });
});

test('an entry that signs in with a passkey is not bound to an item, and stays one when it is edited', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { id } = await create({
    permissioned_user_id: 'passkey',
    domain: 'https://passkey.example',
    source: 'passkey',
    passkey: {
      credential_id: 'Y3JlZGVudGlhbA',
      rp_id: 'passkey.example',
      private_key: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    },
  });
  const binding = { secret_provider_id: connection.id, secret_ref: world.refOf('Acme Prod Login') };
  for (const change of [{ source: 'provider' as const, ...binding }, binding]) {
    const refused = await fieldsOf(updateEntry(world.services, world.actor, { id, change }));
    expect(refused).toEqual({
      code: 'passkey_with_provider',
      fields: ['secret_provider_id', 'secret_ref'],
    });
  }
  const edited = await updateEntry(world.services, world.actor, { id, change: { user_alias: 'by key' } });
  expect(edited).toMatchObject({ source: 'passkey', user_alias: 'by key' });
});

test('a user has one entry at a domain, however the domain is spelled', async () => {
  const input: CreateEntry = {
    permissioned_user_id: 'once',
    domain: 'https://once.example',
    source: 'stored',
    username: 'a',
    password: 'b',
  };
  await create(input);
  expect((await fieldsOf(create({ ...input, domain: 'ONCE.example.' }))).code).toBe('entry_exists');
});

test('changing the source drops what the former one held', async () => {
  const entry = await create({
    permissioned_user_id: 'turncoat',
    domain: world.site.url,
    source: 'stored',
    username: 'a',
    password: 'b',
  });
  const bound = await updateEntry(world.services, world.actor, {
    id: entry.id,
    change: {
      source: 'provider',
      secret_provider_id: connection.id,
      secret_ref: world.refOf('Acme Prod Login'),
    },
  });
  expect(bound).toMatchObject({ source: 'provider', secret_ref: world.refOf('Acme Prod Login') });
  const back = await updateEntry(world.services, world.actor, {
    id: entry.id,
    change: { source: 'stored', username: 'c', password: 'd' },
  });
  expect(back).toMatchObject({ source: 'stored', secret_provider: null, secret_ref: null, item: null });
});

test('an update that leaves values out keeps them', async () => {
  const entry = await create({
    permissioned_user_id: 'kept',
    domain: 'kept.example',
    source: 'stored',
    username: 'a',
    password: 'b',
  });
  const change = { user_alias: 'Kept account' };
  const updated = await updateEntry(world.services, world.actor, { id: entry.id, change });
  expect(updated).toMatchObject({ user_alias: 'Kept account', has: { username: true, password: true } });
});

test('lists page from newest to oldest without gaps, and search narrows them', async () => {
  for (const name of ['page-a', 'page-b', 'page-c']) {
    await create({
      permissioned_user_id: name,
      domain: 'paging.example',
      source: 'stored',
      username: 'a',
      password: 'b',
    });
  }
  const first = await listEntries(world.services, world.actor, { search: 'paging.example', limit: 2 });
  const second = await listEntries(world.services, world.actor, {
    search: 'paging.example',
    limit: 2,
    cursor: first.next_cursor ?? '',
  });
  expect(first.data.map((entry) => entry.permissioned_user_id)).toEqual(['page-c', 'page-b']);
  expect(second.data.map((entry) => entry.permissioned_user_id)).toEqual(['page-a']);
  expect(second.next_cursor).toBeNull();
  expect((await fieldsOf(listEntries(world.services, world.actor, { cursor: 'made-up' }))).fields).toEqual([
    'cursor',
  ]);
});

test('a deleted entry is gone, and a foreign one was never there', async () => {
  const entry = await create({
    permissioned_user_id: 'short',
    domain: 'short.example',
    source: 'stored',
    username: 'a',
    password: 'b',
  });
  const { workspace } = await world.api.owner('Trudy');
  const stranger = { ...world.actor, workspaceId: workspace.id };
  expect((await fieldsOf(deleteEntry(world.services, stranger, entry.id))).code).toBe('not_found');
  await deleteEntry(world.services, world.actor, entry.id);
  expect((await fieldsOf(getEntry(world.services, world.actor, entry.id))).code).toBe('not_found');
});
