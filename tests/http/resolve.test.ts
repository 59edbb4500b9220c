import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ResolvedEntry, resolveAnswer } from '@/lib/contract/resolve';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { decryptFromClient } from '@/lib/crypto/wire-encryption';
import type { Secret } from '@/lib/kernel/secret';
import { demoUser } from '@/lib/sandbox/demo-user';
import { createEntry } from '@/lib/vault/create-entry';
import { type Answer, type Client, codeOf, withApiKey } from '../support/api';
import { editItem, type ProductWorld, startProductWorld } from '../support/product-world';

let world: ProductWorld;
let connection: SecretProviderView;
let key: Secret;
let client: Client;
let ownerClient: Client;
let entryId: string;

const UNKNOWN = '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01';
const TITLE = 'Acme Prod Login';

beforeAll(async () => {
  world = await startProductWorld();
  connection = await world.connect();
  entryId = (await world.bind(connection, TITLE, 'acme-prod')).id;
  const { workspaceId } = world.actor;
  key = (await world.services.workspaceSecrets.readApiEncryptionKey(workspaceId)).key;
  ownerClient = world.client;
  client = (await withApiKey(world.api, ownerClient, ['secrets:resolve'])).client;
});
afterAll(() => world?.close());

const open = (hex: string | null | undefined) => (hex ? decryptFromClient(key, hex).reveal() : null);

async function resolve(...entries: object[]): Promise<ResolvedEntry[]> {
  const answer = await client('POST /api/v1/resolve', { entries });
  expect(answer.status, answer.text).toBe(200);
  return resolveAnswer.parse(answer.body).entries;
}

async function refusal(entry: object, as: Client = client): Promise<Answer> {
  const answer = await as('POST /api/v1/resolve', { entries: [entry] });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  return answer;
}

describe('a key that may resolve', () => {
  test('gets user name and password as ciphertext, with how fresh they are and where they may be typed', async () => {
    const before = Date.now();
    const [entry] = await resolve({ entry_id: entryId });
    expect(open(entry?.login?.username)).toBe(demoUser.username);
    expect(open(entry?.login?.password)).toBe(demoUser.password);
    expect(entry?.code).toBeNull();
    expect(entry?.login).toMatchObject({
      has_one_time_password: true,
      pin: { domain: world.site.url, autofill: 'anywhere', insecure_hosts: ['127.0.0.1'] },
    });
    const resolvedAt = Date.parse(entry?.login?.resolved_at ?? '');
    expect(resolvedAt).toBeGreaterThanOrEqual(before - 1_000);
    expect(Date.parse(entry?.login?.refresh_at ?? '') - resolvedAt).toBe(300_000);
  });

  test('gets a code when it asks for one, on record, with no value in plain form, in an answer that no cache keeps', async () => {
    const want = ['username', 'password', 'code'];
    const answer = await client('POST /api/v1/resolve', { entries: [{ entry_id: entryId, want }] });
    const code = resolveAnswer.parse(answer.body).entries[0]?.code;
    expect(open(code?.value)).toMatch(/^\d{6}$/);
    expect(Date.parse(code?.valid_until ?? '')).toBeGreaterThan(Date.now());
    for (const value of [demoUser.username, demoUser.password, demoUser.totpSecret, open(code?.value)])
      expect(answer.text).not.toContain(value);
    expect(answer.headers.get('cache-control')).toBe('no-store');

    const records = await world.services.db.withWorkspace(world.actor.workspaceId, (tx) =>
      tx.auditRecord.findMany({ where: { objectId: entryId }, orderBy: { seq: 'desc' }, take: 2 }),
    );
    expect(new Set(records.map(({ action, actorKind }) => `${actorKind}: ${action}`))).toEqual(
      new Set(['api_key: secret.resolved', 'api_key: code.taken']),
    );
    expect(records.map(({ detail }) => detail).join()).toContain('"parts":["username","password"]');
  });

  test('names an entry by user id alone, by user and domain, or by both in one word', async () => {
    const host = new URL(world.site.url).host;
    for (const name of [
      { permissioned_user_id: 'acme-prod' },
      { permissioned_user_id: 'acme-prod', domain: world.site.url },
      { permissioned_user_id: 'acme-prod', domain: host },
      { permissioned_user_id: `acme-prod@${host}` },
    ]) {
      const [entry] = await resolve({ ...name, want: [] });
      expect(entry?.entry_id).toBe(entryId);
    }
  });

  test('is told the domains when a user id alone does not say which entry is meant', async () => {
    for (const domain of ['https://one.example', 'https://two.example'])
      await createEntry(world.services, world.actor, {
        permissioned_user_id: 'twice',
        domain,
        source: 'stored',
        username: 'ada',
        password: 'pw-of-two-sites',
      });
    const answer = await refusal({ permissioned_user_id: 'twice' });
    expect(codeOf(answer)).toBe('entry_ambiguous');
    expect(answer.body).toMatchObject({ extra: { domains: ['https://two.example', 'https://one.example'] } });
    const [entry] = await resolve({ permissioned_user_id: 'twice', domain: 'one.example' });
    expect(open(entry?.login?.password)).toBe('pw-of-two-sites');
  });

  test('gets a field of the bound item by reference, and of no other item', async () => {
    const own = `${world.refOf(TITLE)}/username`;
    const [entry] = await resolve({ entry_id: entryId, want: [], references: [own] });
    expect(open(entry?.references[own])).toBe(demoUser.username);
    const other = `${world.refOf('Northwind Orders')}/password`;
    expect(codeOf(await refusal({ entry_id: entryId, references: [other] }))).toBe('reference_outside_entry');
    expect(codeOf(await refusal({ entry_id: entryId, references: ['op://x'] }))).toBe('secret_ref_malformed');
  });

  test('gets several entries in one answer, in the order asked for', async () => {
    const other = await world.bind(connection, 'Northwind Orders', 'northwind');
    const entries = await resolve({ entry_id: other.id }, { entry_id: entryId });
    expect(entries.map(({ entry_id }) => entry_id)).toEqual([other.id, entryId]);
  });

  test('is told which of several entries a refusal is about', async () => {
    const answer = await client('POST /api/v1/resolve', {
      entries: [{ entry_id: entryId }, { entry_id: UNKNOWN }],
    });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'not_found']);
    expect(answer.body).toMatchObject({
      message: 'entries.1: There is no such entry in this workspace.',
      fields: [{ field: 'entries.1' }],
    });
    expect(await refusal({ entry_id: UNKNOWN })).not.toHaveProperty('body.fields');
  });
});

describe('the pin of a login', () => {
  beforeEach(() => () => editItem(world, TITLE, { websites: [world.site.url] }));

  test('carries what the item says of its websites', async () => {
    await editItem(world, TITLE, { websites: [{ url: world.site.url, autofill: 'never' }] });
    await ownerClient(`POST /api/v1/secret-providers/${connection.id}/clear-cache`);
    const [entry] = await resolve({ entry_id: entryId });
    expect(entry?.login?.pin).toMatchObject({ autofill: 'never', never_origins: [world.site.url] });
  });
});

describe('nothing is handed out', () => {
  test('to a signed-in owner, whose session is no key', async () => {
    expect((await refusal({ entry_id: entryId }, ownerClient)).status).toBe(401);
  });

  test('to a key without the scope, which is told its name', async () => {
    const poor = (await withApiKey(world.api, ownerClient, ['vault:read', 'vault:write'])).client;
    const answer = await refusal({ entry_id: entryId }, poor);
    expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden']);
    expect(answer.text).toContain('secrets:resolve');
  });

  test('of an entry of another workspace, which answers as one that does not exist', async () => {
    const stranger = await world.api.owner('Bob');
    const foreign = (await withApiKey(world.api, stranger.client, ['secrets:resolve'])).client;
    const [seen, unseen] = [
      await refusal({ entry_id: entryId }, foreign),
      await refusal({ entry_id: UNKNOWN }, foreign),
    ];
    expect(seen.status).toBe(404);
    const bare = (answer: Answer) => answer.text.replace(/"request_id":"[^"]+"/, '');
    expect(bare(seen)).toBe(bare(unseen));
  });

  test.each([
    ['no entry named', {}, 'validation_failed'],
    [
      'two names for one entry',
      { entry_id: UNKNOWN, permissioned_user_id: 'acme-prod' },
      'validation_failed',
    ],
    ['an unknown wish', { permissioned_user_id: 'acme-prod', want: ['seed'] }, 'validation_failed'],
    ['an unknown field', { permissioned_user_id: 'acme-prod', reveal: true }, 'unknown_field'],
  ])('for a body with %s', async (_name, entry, code) => {
    expect(codeOf(await refusal(entry))).toBe(code);
  });

  test('to be kept: an idempotency key is refused, because the answer would lie in the database', async () => {
    const answer = await refusal({ entry_id: entryId }, client.with({ 'idempotency-key': 'once' }));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('idempotency-key');
  });

  test('while the connection is disabled, not from the cache either', async () => {
    await resolve({ entry_id: entryId });
    await ownerClient(`POST /api/v1/secret-providers/${connection.id}/disable`);
    expect(codeOf(await refusal({ entry_id: entryId }))).toBe('secret_provider_disabled');
    await ownerClient(`POST /api/v1/secret-providers/${connection.id}/enable`);
  });
});

describe('a cached login', () => {
  const loginOf = async (entry: object = { entry_id: entryId }) => (await resolve(entry))[0]?.login;

  test('is encrypted once, and given as that ciphertext while it stands', async () => {
    const title = 'Globex Billing';
    const { id } = await world.bind(connection, title, 'encrypted-once');
    const [live, cached, again] = [
      await loginOf({ entry_id: id }),
      await loginOf({ entry_id: id }),
      await loginOf({ entry_id: id }),
    ];
    expect([live?.source, cached?.source, again?.source]).toEqual(['live', 'cache', 'cache']);
    expect(cached?.password).not.toBe(live?.password);
    expect(again).toEqual(cached);
    expect(await loginOf({ entry_id: id, want: ['username'] })).toEqual({ ...cached, password: null });

    await editItem(world, title, { password: 'another-one-8Tz' });
    await ownerClient(`POST /api/v1/secret-providers/${connection.id}/clear-cache`);
    await loginOf({ entry_id: id });
    expect(open((await loginOf({ entry_id: id }))?.password)).toBe('another-one-8Tz');
  });

  test('is under the new API encryption key from its rotation on, and under the old one no more', async () => {
    await loginOf();
    const before = await loginOf();
    expect(open(before?.password)).toBe(demoUser.password);
    const { workspaceSecrets } = world.services;
    key = (await workspaceSecrets.rotateApiEncryptionKey(world.actor.workspaceId, () => {})).key;
    const after = await loginOf();
    expect(after?.source).toBe('cache');
    expect(open(after?.password)).toBe(demoUser.password);
    expect(() => open(before?.password)).toThrow();
  });
});
