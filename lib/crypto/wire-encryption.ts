import { randomBytes } from 'node:crypto';
import { invariant } from '@/lib/kernel/assert';
import { Secret } from '@/lib/kernel/secret';
import { gcmDecrypt, gcmEncrypt, NONCE_BYTES, TAG_BYTES } from './aes-gcm';
import { freshRandom } from './fresh-random';

/**
 * Credentials on the wire, as the `cloudcruise` npm package 1.0.1 encrypts and decrypts them (its
 * dist/vault/utils.js): lower-case hex of iv (12) || ciphertext || tag (16), AES-256-GCM without associated data,
 * plaintext = JSON. The key is the workspace's API encryption key, which clients hold; it is not the workspace
 * key and protects nothing at rest. Values that arrive this way are opened here and sealed again for storage.
 */
export type WireDecryptReason = 'not_hex' | 'too_short' | 'wrong_key' | 'is_null' | 'not_a_string';

const REASON_TEXTS: Record<WireDecryptReason, string> = {
  not_hex: 'the value is not an even number of lower-case hexadecimal digits',
  too_short: 'the value is shorter than 56 hexadecimal digits',
  wrong_key: "the value was not encrypted with this workspace's encryption key",
  is_null: 'the decrypted value is null',
  not_a_string: 'the decrypted value is not a JSON string',
};

/** Shown to API clients: says what is wrong with a value, never the value. */
export class WireDecryptError extends Error {
  readonly reason: WireDecryptReason;

  constructor(reason: WireDecryptReason) {
    super(REASON_TEXTS[reason]);
    this.name = 'WireDecryptError';
    this.reason = reason;
  }
}

const KEY_BYTES = 32;
const KEY_HEX = /^[0-9a-f]{64}$/;
const LOWER_HEX = /^[0-9a-f]*$/;
const SHORTEST_HEX = (NONCE_BYTES + TAG_BYTES) * 2;
const NO_ASSOCIATED_DATA = Buffer.alloc(0);

/** 64 lower-case hex digits, the form in which clients are configured with it. */
export function newApiEncryptionKey(): Secret {
  return Secret.of(randomBytes(KEY_BYTES).toString('hex'));
}

export function encryptForClient(key: Secret, value: Secret | string): string {
  const text = typeof value === 'string' ? value : value.reveal();
  const nonce = freshRandom(NONCE_BYTES);
  const json = Buffer.from(JSON.stringify(text), 'utf8');
  const body = withKey(key, (bytes) => gcmEncrypt(bytes, nonce, NO_ASSOCIATED_DATA, json));
  json.fill(0);
  return nonce.toString('hex') + body.toString('hex');
}

/** Throws `WireDecryptError`. The format names no key: after a key change the caller asks with either key. */
export function decryptFromClient(key: Secret, hex: string): Secret {
  if (hex.length % 2 !== 0 || !LOWER_HEX.test(hex)) throw new WireDecryptError('not_hex');
  if (hex.length < SHORTEST_HEX) throw new WireDecryptError('too_short');
  const bytes = Buffer.from(hex, 'hex');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const ciphertext = bytes.subarray(NONCE_BYTES);
  const json = withKey(key, (opened) => gcmDecrypt(opened, nonce, NO_ASSOCIATED_DATA, ciphertext));
  if (json === undefined) throw new WireDecryptError('wrong_key');
  const value = parseJsonText(json);
  json.fill(0);
  // The client encrypts null and numbers as readily as text. Null is how it takes a value away. Lone surrogates ("\ud800") are legal JSON, but no
  // sign-in form can be filled with one and they cannot be stored as UTF-8.
  if (value === null) throw new WireDecryptError('is_null');
  if (typeof value !== 'string' || Buffer.from(value, 'utf8').toString('utf8') !== value) {
    throw new WireDecryptError('not_a_string');
  }
  return Secret.of(value);
}

/** Overwritten after use: small Buffers share a pool, in which what is freed stays until others are put over it. */
function withKey<Result>(key: Secret, use: (bytes: Buffer) => Result): Result {
  const hex = key.reveal();
  invariant(KEY_HEX.test(hex), 'an API encryption key is 64 lower-case hex digits');
  const bytes = Buffer.from(hex, 'hex');
  try {
    return use(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Undefined for anything unreadable: a parser's message would quote the plaintext. */
function parseJsonText(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
