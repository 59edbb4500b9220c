import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { gcmDecrypt, gcmEncrypt, NONCE_BYTES } from './aes-gcm';
import { associatedData, type RecordLocation } from './associated-data';
import { freshRandom } from './fresh-random';
import { DecryptError } from './open-errors';
import { markSealed, type Purpose, type Sealed } from './purpose';
import { encodeHeader, type ParsedRecord, SALT_BYTES } from './record-header';

/** Everything besides the key that a record is bound to. */
export interface RecordScope<P extends Purpose> {
  readonly purpose: P;
  readonly workspaceId: string;
  readonly location: RecordLocation;
}

/**
 * One record under a root key, which itself never encrypts data: each record gets a key of its own from a random
 * salt, so the limit of 2^32 random nonces per key (SP 800-38D, 8.3) does not apply to the root.
 */
export function encryptRecord<P extends Purpose>(
  root: KeyObject,
  keyVersion: number,
  scope: RecordScope<P>,
  plaintext: Uint8Array,
): Sealed<P> {
  const random = freshRandom(SALT_BYTES + NONCE_BYTES);
  const [salt, nonce] = [random.subarray(0, SALT_BYTES), random.subarray(SALT_BYTES)];
  const header = encodeHeader(scope.purpose, keyVersion, salt, nonce);
  const bound = associatedData(header, scope.workspaceId, scope.location);
  const body = withRecordKey(root, salt, scope.purpose, (key) => gcmEncrypt(key, nonce, bound, plaintext));
  const blob = new Uint8Array(header.length + body.length);
  blob.set(header);
  blob.set(body, header.length);
  return markSealed<P>(blob);
}

/** The inverse, for a blob that `parseRecord` accepted. Throws `DecryptError`. */
export function decryptRecord(root: KeyObject, scope: RecordScope<Purpose>, record: ParsedRecord): Buffer {
  const bound = associatedData(record.header, scope.workspaceId, scope.location);
  const plaintext = withRecordKey(root, record.salt, scope.purpose, (key) =>
    gcmDecrypt(key, record.nonce, bound, record.ciphertextAndTag),
  );
  if (plaintext === undefined) throw new DecryptError();
  return plaintext;
}

/**
 * Everything that opening a record takes but the opening, done once: for a value that is opened again and again. The
 * record's key stays outside of JavaScript's heap, as its root does; the value stays sealed between one use and the next.
 */
export function prepareRecord(
  root: KeyObject,
  scope: RecordScope<Purpose>,
  record: ParsedRecord,
): () => Buffer {
  const bound = associatedData(record.header, scope.workspaceId, scope.location);
  const key = withRecordKey(root, record.salt, scope.purpose, (bytes) => createSecretKey(bytes));
  const { nonce, ciphertextAndTag } = record;
  return () => {
    const plaintext = gcmDecrypt(key, nonce, bound, ciphertextAndTag);
    if (plaintext === undefined) throw new DecryptError();
    return plaintext;
  };
}

/** Overwrites the record key after use. Best effort: the runtime may hold copies that nobody can reach. */
function withRecordKey<T>(root: KeyObject, salt: Uint8Array, purpose: Purpose, use: (key: Buffer) => T): T {
  const key = Buffer.from(hkdfSync('sha256', root, salt, `latchkey/v1/${purpose}`, 32));
  try {
    return use(key);
  } finally {
    key.fill(0);
  }
}
