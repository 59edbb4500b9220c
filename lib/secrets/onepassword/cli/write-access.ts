import type { WriteProbe } from '../check-write-access';
import type { VerdictWords } from '../write-verdicts';
import type { OpCalls } from './op-calls';
import type { CliMode } from './op-session';

const UNKNOWN = {
  evidence: 'The op command does not tell what may be written.',
  nextStep: 'Run the write check, which creates and deletes an item, or let the first change prove it.',
};
const PERMITTED_NEXT_STEP =
  'Keep logins with a passkey out of rotation: the op command does not see passkeys and drops them.';

/** A person's rights can change at any time; those of a service account cannot. */
export function verdictWordsFor(mode: CliMode['kind']): VerdictWords {
  const words = { unknown: UNKNOWN, permittedNextStep: PERMITTED_NEXT_STEP };
  return mode === 'service_account'
    ? {
        ...words,
        refusedNextStep:
          'The permissions of a service account cannot be changed: create one with "Write Items" for this vault and replace the token here.',
        changeable: false,
      }
    : {
        ...words,
        refusedNextStep:
          'Ask an administrator of the vault for the permissions to create, edit and delete items.',
        changeable: true,
      };
}

/**
 * `op vault list --permission` is a filter for people's rights. What it says to a service account is not documented,
 * and a plan without such rights knows other names, so nothing is asked here.
 */
export function opWriteProbe(calls: OpCalls): WriteProbe {
  return {
    ask: async () => undefined,
    createNote: (vaultId, title, notes, signal) => calls.createNote(vaultId, title, notes, signal),
    deleteItem: (reference, signal) => calls.deleteItem(reference, signal),
  };
}
