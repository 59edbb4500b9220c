import { expect, test } from 'vitest';
import { sourceFiles } from './source-files';

/**
 * `reveal()` is the only way out of a Secret. A new place has to be added here by hand, with a thought.
 * The sandbox is a stranger's house: it has no secrets of ours.
 */
const MAY_REVEAL = [
  'lib/browser/account-name.ts',
  'lib/browser/open-secret-link.ts',
  'lib/browser/secure-fill.ts',
  'lib/client/command/',
  'lib/client/server-calls.ts',
  'lib/crypto/',
  'lib/http/api-encryption-key.ts',
  'lib/http/webhooks.ts',
  'lib/http/wire-vault.ts',
  'lib/redaction/secret-set.ts',
  'lib/resolver/extra-secret-part.ts',
  'lib/resolver/login-part.ts',
  'lib/redaction/stream-scrubber.ts',
  'lib/resolver/stored-one-time-code.ts',
  'lib/secrets/onepassword/',
  'lib/server/seed-demo.ts',
  'lib/web-services.ts',
  'lib/vault/browser-secrets.ts',
  'lib/vault/entry-rules-policy.ts',
  'lib/vault/passkey-rules.ts',
];

test('secrets are opened in the listed places only', () => {
  const places = sourceFiles('lib')
    .filter((file) => !file.path.startsWith('lib/kernel/') && file.text.includes('.reveal()'))
    .map((file) => file.path);
  expect(places.filter((path) => !MAY_REVEAL.some((allowed) => path.startsWith(allowed)))).toEqual([]);
  expect(MAY_REVEAL.filter((allowed) => !places.some((path) => path.startsWith(allowed)))).toEqual([]);
});
