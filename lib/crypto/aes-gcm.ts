import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** Returns ciphertext || tag. The caller guarantees that (key, nonce) is never used twice. */
export function gcmEncrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Opens ciphertext || tag; undefined when anything does not match. `authTagLength` is not decoration: without it
 * Node 20 accepts a four-byte tag, which is forged once in 2^32 tries.
 */
export function gcmDecrypt(
  key: Uint8Array | KeyObject,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  ciphertextAndTag: Uint8Array,
): Buffer | undefined {
  if (ciphertextAndTag.length < TAG_BYTES) return undefined;
  const tagStart = ciphertextAndTag.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData);
  decipher.setAuthTag(ciphertextAndTag.subarray(tagStart));
  const plaintext = decipher.update(ciphertextAndTag.subarray(0, tagStart));
  try {
    decipher.final();
    return plaintext;
  } catch {
    // Unverified plaintext must not survive in a buffer that someone may still find.
    plaintext.fill(0);
    return undefined;
  }
}
