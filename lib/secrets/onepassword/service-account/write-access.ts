import type { WriteAccess } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

/** The bit of the SDK's `UPDATE_ITEMS`; a value import would load its 14 MB of WebAssembly into this thread. */
const UPDATE_ITEMS = 64;

export const NEW_TOKEN_STEP =
  'The permissions of a service account cannot be changed: create one with "Write Items" for this vault and replace the token here.';

/**
 * What earlier writes have taught about each vault. It does not go stale: permissions and vault access of a service
 * account are immutable, and a replaced token means a new provider.
 */
export class WriteVerdicts {
  readonly #verdicts = new Map<string, WriteAccess>();

  of(vaultId: string): WriteAccess {
    return this.#verdicts.get(vaultId) ?? UNKNOWN;
  }

  /** Runs a write and remembers what it proved. */
  async learn<T>(vaultId: string, write: () => Promise<T>): Promise<T> {
    try {
      const result = await write();
      this.#verdicts.set(vaultId, {
        verdict: 'yes',
        evidence: 'A write to this vault succeeded.',
        nextStep: null,
      });
      return result;
    } catch (error) {
      if (error instanceof SecretProviderError && error.kind === 'forbidden') {
        const evidence = '1Password refused a write to this vault.';
        this.#verdicts.set(vaultId, { verdict: 'no', evidence, nextStep: NEW_TOKEN_STEP });
      }
      throw error;
    }
  }
}

/**
 * Reads the list of a vault's accessors. It does not say which of them is us, so only a list in which all agree tells
 * anything; the first real write is the proof in either case.
 */
export function accessFromPermissions(permissions: readonly number[]): WriteAccess {
  const writers = permissions.filter((bits) => (bits & UPDATE_ITEMS) !== 0).length;
  if (permissions.length === 0 || (writers > 0 && writers < permissions.length)) return UNKNOWN;
  return writers > 0
    ? { verdict: 'yes', evidence: 'Everyone with access to this vault may edit its items.', nextStep: null }
    : {
        verdict: 'no',
        evidence: 'Nobody in the list of accessors may edit items of this vault.',
        nextStep: NEW_TOKEN_STEP,
      };
}

const UNKNOWN: WriteAccess = {
  verdict: 'unknown',
  evidence: '1Password does not tell a service account what it may write.',
  nextStep: 'Run the write check, which creates and deletes an item, or let the first change prove it.',
};
