import { expect, test } from 'vitest';
import { fieldProblem } from '@/lib/contract/problem';
import { entryErrors, type ProposedEntry } from '@/lib/vault/entry-rules-policy';

const BOUND: ProposedEntry = {
  domain: 'https://acme.example',
  source: 'provider',
  given: { username: false, password: false, totpSecret: false, passkey: false },
  holds: { username: false, password: false, totpSecret: false, passkey: false },
  totpSecret: null,
  secretProviderId: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01',
  secretRef: 'op://abcdefghijklmnopqrstuvwxyz/abcdefghijklmnopqrstuvwxyz',
  secretCacheTtlSeconds: null,
  mapping: { fieldReferences: {}, extraSecrets: {} },
  tfaMethod: null,
  extraOrigins: [],
};
const STORED: ProposedEntry = {
  ...BOUND,
  source: 'stored',
  holds: { username: true, password: true, totpSecret: false, passkey: false },
  secretProviderId: null,
  secretRef: null,
};
const PASSKEY: ProposedEntry = { ...STORED, source: 'passkey', holds: { ...BOUND.holds, passkey: true } };

test('an entry that keeps the rules has no errors', () => {
  expect(entryErrors(BOUND)).toEqual([]);
  expect(entryErrors(STORED)).toEqual([]);
  expect(entryErrors(PASSKEY)).toEqual([]);
});

const given = (change: Partial<ProposedEntry['given']>) => ({ ...BOUND.given, ...change });

test.each<[string, ProposedEntry, string, string[]]>([
  [
    'a user name beside an item',
    { ...BOUND, given: given({ username: true }) },
    'provider_fields_conflict',
    ['username'],
  ],
  [
    'all values beside an item',
    { ...BOUND, given: given({ username: true, password: true, totpSecret: true }) },
    'provider_fields_conflict',
    ['username', 'password', 'totp_secret'],
  ],
  [
    'an item on a stored entry',
    { ...STORED, secretProviderId: BOUND.secretProviderId, secretRef: BOUND.secretRef },
    'provider_fields_conflict',
    ['secret_provider_id', 'secret_ref'],
  ],
  [
    'a connection without an item',
    { ...BOUND, secretRef: null },
    'provider_fields_incomplete',
    ['secret_ref'],
  ],
  [
    'an item without a connection',
    { ...BOUND, secretProviderId: null },
    'provider_fields_incomplete',
    ['secret_provider_id'],
  ],
  [
    'a cache duration on a stored entry',
    { ...STORED, secretCacheTtlSeconds: 300 },
    'cache_ttl_without_provider',
    ['secret_cache_ttl_seconds'],
  ],
  [
    'the authenticator beside an item',
    { ...BOUND, tfaMethod: 'AUTHENTICATOR' },
    'authenticator_with_provider',
    ['tfa_method'],
  ],
  [
    'a passkey with an item',
    { ...BOUND, source: 'passkey', holds: PASSKEY.holds },
    'passkey_with_provider',
    ['secret_provider_id', 'secret_ref'],
  ],
  [
    'an item with a passkey',
    { ...BOUND, given: given({ passkey: true }) },
    'passkey_with_provider',
    ['passkey'],
  ],
  ['a passkey that is not there', { ...PASSKEY, holds: BOUND.holds }, 'validation_failed', ['passkey']],
  [
    'a reference that is none',
    { ...BOUND, secretRef: 'op://Automation/acme' },
    'secret_ref_malformed',
    ['secret_ref'],
  ],
  ['a domain that is none', { ...BOUND, domain: 'acme' }, 'validation_failed', ['domain']],
  [
    'a stored entry without values',
    { ...STORED, holds: BOUND.holds },
    'validation_failed',
    ['username', 'password'],
  ],
])('%s has its own code and names its fields', (_case, entry, code, fields) => {
  const errors = entryErrors(entry);
  expect(errors.map(({ field }) => field)).toEqual(fields);
  expect(fieldProblem(errors).code).toBe(code);
});

test('a malformed reference is shown with the character that is wrong', () => {
  const [error] = entryErrors({ ...BOUND, secretRef: 'op://Automation/acme' });
  expect(error?.message).toMatch(/^At character 6: /);
});

test('with several faults all are listed, and the code is one that says something', () => {
  const errors = entryErrors({ ...STORED, holds: BOUND.holds, domain: 'acme', secretCacheTtlSeconds: 60 });
  const problem = fieldProblem(errors);
  expect(problem.code).toBe('cache_ttl_without_provider');
  expect(problem.details.fields?.map(({ field }) => field)).toEqual([
    'domain',
    'secret_cache_ttl_seconds',
    'username',
    'password',
  ]);
  expect(problem.message).toMatch(/^domain: .*; secret_cache_ttl_seconds: .*; username: .*; …$/);
});
