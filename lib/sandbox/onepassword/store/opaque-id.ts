import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_BYTES = 16;

/** 16 bytes as 26 base32 characters, like 1Password's own ids; the SDK refuses other shapes before it asks. */
export function newOpaqueId(): string {
  return base32(randomBytes(ID_BYTES));
}

/** The same id for the same name: seeded content keeps its ids over a reset, so that bound logins still resolve. */
export function opaqueIdFor(name: string): string {
  return base32(createHash('sha256').update(name).digest().subarray(0, ID_BYTES));
}

/** The bits that fill up the last character are zero: with others the SDK does not accept a session's id. */
function base32(bytes: Buffer): string {
  let text = '';
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET.charAt((pending >> (bits - 5)) & 31);
    pending &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET.charAt((pending << (5 - bits)) & 31);
}
