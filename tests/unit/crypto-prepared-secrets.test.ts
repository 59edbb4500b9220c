import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { DecryptError } from '@/lib/crypto/open-errors';
import { PreparedSecrets } from '@/lib/crypto/prepared-secrets';
import { seal } from '@/lib/crypto/seal';
import { workspaceKeyring } from '@/lib/crypto/workspace-keyring';
import { newId } from '@/lib/kernel/id';
import { Secret } from '@/lib/kernel/secret';

const key = createSecretKey(randomBytes(32));
const keyringOf = (workspaceId: string) => workspaceKeyring({ workspaceId, version: 1, key });
const keyring = keyringOf(newId());
const contextOf = (rowId: string) =>
  ({ purpose: 'api-encryption-key', table: 'api_encryption_key', column: 'sealed', rowId }) as const;
const context = contextOf(newId());
const sealed = (text: string) => seal(keyring.active, context, Secret.of(text));

test('a secret that is opened again and again is the one that its row holds now', () => {
  const prepared = new PreparedSecrets<'api-encryption-key'>();
  const [first, second] = [sealed('the first'), sealed('the second')];
  const opened = [first, first, second, first].map((blob) => prepared.open(keyring, context, blob).reveal());
  expect(opened).toEqual(['the first', 'the first', 'the second', 'the first']);
});

test('bytes that were prepared for one row open for no other row, and in no other workspace', () => {
  const prepared = new PreparedSecrets<'api-encryption-key'>();
  const blob = sealed('the first');
  prepared.open(keyring, context, blob);
  const foreign = keyringOf(newId());
  expect(() => prepared.open(foreign, context, blob)).toThrow(DecryptError);
  expect(() => prepared.open(keyring, contextOf(newId()), blob)).toThrow(DecryptError);
});

test('a changed bit is refused, however often the right bytes were opened before', () => {
  const prepared = new PreparedSecrets<'api-encryption-key'>();
  const blob = sealed('the first');
  prepared.open(keyring, context, blob);
  const changed = Uint8Array.from(blob);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  expect(() => prepared.open(keyring, context, changed)).toThrow(DecryptError);
});
