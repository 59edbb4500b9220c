import { Problem } from '@/lib/contract/problem';
import { decryptFromClient, WireDecryptError } from '@/lib/crypto/wire-encryption';
import type { ApiEncryptionKey } from '@/lib/db/workspace-secrets';
import type { Secret } from '@/lib/kernel/secret';

/**
 * Opens what a client encrypted. Tries the active key, then the ones in their grace time: a client that still holds the
 * old key keeps working. `usedKey` says which key that was.
 */
export class WireValues {
  usedKey: ApiEncryptionKey | null = null;

  constructor(private readonly keys: readonly ApiEncryptionKey[]) {}

  /** Undefined for an absent value, null for one that is taken away. Throws `value_not_encrypted`. */
  open(field: string, hex: string | null | undefined): Secret | null | undefined {
    if (hex === null || hex === undefined) return hex;
    let reason = 'wrong_key';
    for (const key of this.keys) {
      try {
        const value = decryptFromClient(key.key, hex);
        this.usedKey = key;
        return value;
      } catch (error) {
        if (!(error instanceof WireDecryptError)) throw error;
        if (error.reason === 'is_null') {
          this.usedKey = key;
          return null;
        }
        reason = error.message;
      }
    }
    throw new Problem('value_not_encrypted', {
      message: `${field} is not ciphertext under the API encryption key of this workspace: ${reason}.`,
      hint: 'Give the client the key from Settings, API encryption key, as encryptionKey.',
      fields: [{ field, message: 'Encrypt it with the API encryption key of the workspace' }],
    });
  }
}
