import { invariant } from '@/lib/kernel/assert';
import { NONCE_BYTES, TAG_BYTES } from './aes-gcm';
import { DecryptError } from './open-errors';
import { PURPOSE_CODES, type Purpose } from './purpose';

export const SALT_BYTES = 16;

const MAGIC = Buffer.from('LK01', 'ascii');
/** 1 = HKDF-SHA256 record key, AES-256-GCM. The allow-list has one member: a downgrade has nowhere to go. */
const ALGORITHM = 1;

const AT_ALGORITHM = MAGIC.length;
const AT_PURPOSE = AT_ALGORITHM + 1;
const AT_KEY_VERSION = AT_PURPOSE + 1;
const AT_SALT = AT_KEY_VERSION + 4;
const AT_NONCE = AT_SALT + SALT_BYTES;
const HEADER_BYTES = AT_NONCE + NONCE_BYTES;
const MAX_KEY_VERSION = 0xffff_ffff;

/** Bytes that sealing adds to a plaintext. */
export const OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;

/** `LK01` | algorithm u8 | purpose u8 | key version u32 | salt 16 | nonce 12. Big-endian; authenticated whole. */
export function encodeHeader(
  purpose: Purpose,
  keyVersion: number,
  salt: Uint8Array,
  nonce: Uint8Array,
): Buffer {
  invariant(
    Number.isInteger(keyVersion) && keyVersion >= 1 && keyVersion <= MAX_KEY_VERSION,
    'a key version is a whole number from 1 to 2^32 - 1',
  );
  invariant(salt.length === SALT_BYTES && nonce.length === NONCE_BYTES, 'salt and nonce have fixed lengths');
  const header = Buffer.alloc(HEADER_BYTES);
  header.set(MAGIC);
  header.writeUInt8(ALGORITHM, AT_ALGORITHM);
  header.writeUInt8(PURPOSE_CODES[purpose], AT_PURPOSE);
  header.writeUInt32BE(keyVersion, AT_KEY_VERSION);
  header.set(salt, AT_SALT);
  header.set(nonce, AT_NONCE);
  return header;
}

export interface ParsedRecord {
  readonly header: Buffer;
  readonly keyVersion: number;
  readonly salt: Buffer;
  readonly nonce: Buffer;
  readonly ciphertextAndTag: Buffer;
}

/** Views into `blob`, not copies. Nothing here is trusted yet: only the tag decides. Throws `DecryptError`. */
export function parseRecord(blob: Uint8Array, purpose: Purpose): ParsedRecord {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const wellFormed =
    bytes.length >= OVERHEAD_BYTES &&
    bytes.subarray(0, MAGIC.length).equals(MAGIC) &&
    bytes.readUInt8(AT_ALGORITHM) === ALGORITHM &&
    bytes.readUInt8(AT_PURPOSE) === PURPOSE_CODES[purpose];
  if (!wellFormed) throw new DecryptError();
  return {
    header: bytes.subarray(0, HEADER_BYTES),
    keyVersion: bytes.readUInt32BE(AT_KEY_VERSION),
    salt: bytes.subarray(AT_SALT, AT_NONCE),
    nonce: bytes.subarray(AT_NONCE, HEADER_BYTES),
    ciphertextAndTag: bytes.subarray(HEADER_BYTES),
  };
}
