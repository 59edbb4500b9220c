import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { encryptForClient, newApiEncryptionKey } from '@/lib/crypto/wire-encryption';
import { newId } from '@/lib/kernel/id';
import { Secret } from '@/lib/kernel/secret';
import { codeOf } from '../support/api';
import { startWireWorld, type WireWorld } from '../support/wire-world';

let world: WireWorld;
let binding: { secret_provider_id: string; secret_ref: string };
beforeAll(async () => {
  world = await startWireWorld();
  const connection = await world.connect();
  binding = { secret_provider_id: connection.id, secret_ref: world.refOf('Acme Prod Login') };
});
afterAll(() => world?.close());

const base = { permissioned_user_id: 'refused', domain: 'https://acme.example' };
const sealed = (value: string) => encryptForClient(Secret.of(world.encryptionKey), value);
const values = () => ({ user_name: sealed('someone'), password: sealed('something') });
const passkey = (change: object = {}) => ({
  credential_id: 'Y3JlZGVudGlhbA',
  rp_id: 'acme.example',
  private_key: sealed(p256()),
  ...change,
});

const problem = z.looseObject({
  message: z.string(),
  hint: z.string().optional(),
  fields: z.array(z.object({ field: z.string(), message: z.string() })).default([]),
});

/** What a rule is called, at which fields it is shown: each row is one way of getting an entry wrong. */
const RULES: ReadonlyArray<[string, () => object, string, string[]]> = [
  [
    'values beside a binding',
    () => ({ ...binding, ...values(), tfa_secret: sealed('JBSWY3DPEHPK3PXP') }),
    'provider_fields_conflict',
    ['user_name', 'password', 'tfa_secret'],
  ],
  [
    'a connection without an item',
    () => ({ secret_provider_id: binding.secret_provider_id }),
    'provider_fields_incomplete',
    ['secret_ref'],
  ],
  [
    'an item without a connection',
    () => ({ secret_ref: binding.secret_ref }),
    'provider_fields_incomplete',
    ['secret_provider_id'],
  ],
  [
    'a connection of nobody',
    () => ({ ...binding, secret_provider_id: newId() }),
    'secret_provider_unknown',
    ['secret_provider_id'],
  ],
  [
    'a cache duration without a binding',
    () => ({ ...values(), secret_cache_ttl_seconds: 60 }),
    'cache_ttl_without_provider',
    ['secret_cache_ttl_seconds'],
  ],
  [
    'a cache duration below zero',
    () => ({ ...binding, secret_cache_ttl_seconds: -1 }),
    'validation_failed',
    ['secret_cache_ttl_seconds'],
  ],
  [
    'an authenticator beside a binding',
    () => ({ ...binding, tfa_method: 'AUTHENTICATOR' }),
    'authenticator_with_provider',
    ['tfa_method'],
  ],
  [
    'a passkey beside a binding',
    () => ({ ...binding, passkey: passkey() }),
    'passkey_with_provider',
    ['passkey'],
  ],
  [
    'a passkey of another site',
    () => ({ passkey: passkey({ rp_id: 'other.example' }) }),
    'passkey_malformed',
    ['passkey.rp_id'],
  ],
  [
    'a passkey with a key that is none',
    () => ({ passkey: passkey({ private_key: sealed('AAAA') }) }),
    'passkey_malformed',
    ['passkey.private_key'],
  ],
  [
    'a reference by names',
    () => ({ ...binding, secret_ref: 'op://Automation/Acme' }),
    'secret_ref_malformed',
    ['secret_ref'],
  ],
  [
    'an item that is gone',
    () => ({
      ...binding,
      secret_ref: binding.secret_ref.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
    }),
    'item_not_found',
    ['secret_ref'],
  ],
  [
    'an interval in other words',
    () => ({ ...values(), expiry_time_from_last_use: '90m' }),
    'interval_invalid',
    ['expiry_time_from_last_use'],
  ],
  [
    'an interval below zero',
    () => ({ ...values(), expiry_time_from_session_data_set: '-1 days' }),
    'interval_invalid',
    ['expiry_time_from_session_data_set'],
  ],
  ['a plain password', () => ({ ...values(), password: 'plain' }), 'value_not_encrypted', ['password']],
  [
    'a value under another key',
    () => ({ ...values(), user_name: encryptForClient(newApiEncryptionKey(), 'someone') }),
    'value_not_encrypted',
    ['user_name'],
  ],
  [
    'a number under the right key',
    () => ({ ...values(), tfa_secret: sealed('x').replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
    'value_not_encrypted',
    ['tfa_secret'],
  ],
  ['neither values nor a binding', () => ({}), 'validation_failed', ['user_name', 'password']],
  [
    'an address that is none',
    () => ({ ...values(), ip_address: '1.2.3' }),
    'validation_failed',
    ['ip_address'],
  ],
  [
    'a header with a line break',
    () => ({ ...values(), headers: [{ name: 'X-A', value: 'a\r\nB: c' }] }),
    'validation_failed',
    ['headers.0.value'],
  ],
  [
    'no concurrency at all',
    () => ({ ...values(), max_concurrency: 0 }),
    'validation_failed',
    ['max_concurrency'],
  ],
];

describe('an entry is refused with the code of its rule and the fields it is about', () => {
  test.each(RULES)('%s', async (_case, change, code, fields) => {
    const answer = await world.raw('POST /vault', { ...base, ...change() });
    expect([answer.status, codeOf(answer)], answer.text).toEqual([422, code]);
    expect(problem.parse(answer.body).fields.map(({ field }) => field)).toEqual(fields);
  });

  test('a second one for the same user and domain: 409', async () => {
    expect((await world.raw('POST /vault', { ...base, ...values() })).status).toBe(201);
    const again = await world.raw('POST /vault', { ...base, domain: 'ACME.example/login', ...values() });
    expect([again.status, codeOf(again)]).toEqual([409, 'entry_exists']);
  });

  test('several rules at once are told at once, each by its own code', async () => {
    const change = {
      ...binding,
      tfa_method: 'AUTHENTICATOR',
      user_name: sealed('someone'),
    };
    const answer = await world.raw('POST /vault', { ...base, permissioned_user_id: 'many', ...change });
    expect(codeOf(answer)).toBe('provider_fields_conflict');
    expect(answer.text).toContain('user_name: Comes from the 1Password item');
    const { fields } = z
      .object({ fields: z.array(z.object({ field: z.string(), code: z.string() })) })
      .parse(answer.body);
    expect(fields.map(({ field, code }) => [field, code])).toEqual([
      ['user_name', 'provider_fields_conflict'],
      ['tfa_method', 'authenticator_with_provider'],
    ]);
  });
});

describe('what a refusal says', () => {
  test('shows where a reference goes wrong', async () => {
    const answer = await world.raw('POST /vault', { ...base, ...binding, secret_ref: 'op://UPPER/item' });
    expect(problem.parse(answer.body).fields[0]?.message).toMatch(/^At character \d+: /);
  });

  test('tells a plain value from one under another key, and where the key is', async () => {
    const plain = problem.parse(
      (await world.raw('POST /vault', { ...base, ...values(), password: 'plain' })).body,
    );
    expect(plain.message).toContain('hexadecimal');
    const foreign = { ...base, ...values(), password: encryptForClient(newApiEncryptionKey(), 'x') };
    const wrong = problem.parse((await world.raw('POST /vault', foreign)).body);
    expect(wrong.message).toContain("was not encrypted with this workspace's encryption key");
    expect(wrong.hint).toContain('Settings, API encryption key');
  });

  test('never repeats a value', async () => {
    const secret = 'canary-0189-refusal';
    for (const change of [
      { password: secret },
      { tfa_secret: sealed(secret), tfa_method: 'AUTHENTICATOR' },
    ]) {
      const answer = await world.raw('POST /vault', {
        ...base,
        permissioned_user_id: 'canary',
        ...values(),
        ...change,
      });
      expect([answer.status, answer.text.includes(secret)]).toEqual([422, false]);
    }
  });

  test('does not tell a connection of another workspace from one that never was', async () => {
    const stranger = await world.api.owner('Mallory');
    const theirs = await stranger.client('GET /api/v1/secret-providers');
    expect(theirs.status).toBe(200);
    const unknown = await world.raw('POST /vault', { ...base, ...binding, secret_provider_id: newId() });
    const foreign = await stranger.client('POST /api/v1/entries', {
      permissioned_user_id: 'x',
      domain: 'https://acme.example',
      source: 'provider',
      ...binding,
    });
    const words = (text: string) => text.replace(/"request_id":"[^"]+"/, '');
    expect(words(foreign.text)).toBe(words(unknown.text));
  });
});

test('a passkey alone makes an entry, and comes back in no answer', async () => {
  const made = await world.raw('POST /vault', {
    ...base,
    permissioned_user_id: 'passkey',
    passkey: passkey(),
  });
  expect(made.status, made.text).toBe(201);
  expect(made.text).not.toContain('credential_id');
  const { id } = z.object({ id: z.string() }).parse(made.body);
  const shown = await world.client(`GET /api/v1/entries/${id}`);
  expect(shown.body).toMatchObject({ source: 'passkey' });
});

function p256(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}
