import type { WriteAccess } from '@/lib/secrets/provider';
import type { WriteProbe } from '../check-write-access';
import { isRefusal, type VerdictWords } from '../write-verdicts';
import type { SdkCalls } from './sdk-calls';

/** The bit of the SDK's `UPDATE_ITEMS`; a value import would load its 14 MB of WebAssembly into this thread. */
const UPDATE_ITEMS = 64;

/** Verdicts do not go stale: permissions and vault access are immutable, and a replaced token is a new provider. */
export const SERVICE_ACCOUNT_WORDS: VerdictWords = {
  refusedNextStep:
    'The permissions of a service account cannot be changed: create one with "Write Items" for this vault and replace the token here.',
  unknown: {
    evidence: '1Password does not tell a service account what it may write.',
    nextStep: 'Run the write check, which creates and deletes an item, or let the first change prove it.',
  },
  changeable: false,
};

export function sdkWriteProbe(calls: SdkCalls): WriteProbe {
  return {
    ask: (vaultId, signal) => accessOf(calls, vaultId, signal),
    createNote: (vaultId, title, notes, signal) => calls.createNote(vaultId, title, notes, signal),
    deleteItem: (reference, signal) => calls.deleteItem(reference, signal),
  };
}

/** A service account may be refused the list of accessors itself, which says nothing about writing. */
async function accessOf(
  calls: SdkCalls,
  vaultId: string,
  signal: AbortSignal | undefined,
): Promise<WriteAccess | undefined> {
  try {
    return accessFromPermissions(await calls.vaultPermissions(vaultId, signal));
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

/**
 * Reads the list of a vault's accessors. It does not say which of them is us, so only a list in which all agree tells
 * anything; the first real write is the proof in either case.
 */
function accessFromPermissions(permissions: readonly number[]): WriteAccess | undefined {
  const writers = permissions.filter((bits) => (bits & UPDATE_ITEMS) !== 0).length;
  if (permissions.length === 0 || (writers > 0 && writers < permissions.length)) return undefined;
  return writers > 0
    ? { verdict: 'yes', evidence: 'Everyone with access to this vault may edit its items.', nextStep: null }
    : {
        verdict: 'no',
        evidence: 'Nobody in the list of accessors may edit items of this vault.',
        nextStep: SERVICE_ACCOUNT_WORDS.refusedNextStep,
      };
}
