import type { CallOptions, WriteAccess } from '@/lib/secrets/provider';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import { isRefusal, type WriteVerdicts } from './write-verdicts';

export interface WriteProbe {
  /** What 1Password itself says, without a write; undefined when it does not. */
  ask(vaultId: string, signal: AbortSignal | undefined): Promise<WriteAccess | undefined>;
  /** Returns the id of the new item. */
  createNote(vaultId: string, title: string, notes: string, signal: AbortSignal | undefined): Promise<string>;
  deleteItem(reference: SecretReference, signal: AbortSignal | undefined): Promise<void>;
}

const PROBE_TITLE = 'Latchkey write check (safe to delete)';
const PROBE_NOTES = 'Made to find out whether Latchkey may write here. It is deleted at once.';

/**
 * Whether a write would be accepted, cheapest knowledge first: what an earlier write proved, then what 1Password says,
 * then, only when asked to, an item that is created and deleted. "Write Items" is one permission, so being able to
 * create proves being able to edit.
 */
export async function checkWriteAccessOf(
  vault: WriteProbe,
  verdicts: WriteVerdicts,
  vaultId: string,
  options: CallOptions & { probe?: boolean },
): Promise<WriteAccess> {
  const remembered = verdicts.of(vaultId);
  if (remembered.verdict !== 'unknown') return remembered;
  if (options.probe) return probe(vault, verdicts, vaultId, options.signal);
  return (await vault.ask(vaultId, options.signal)) ?? remembered;
}

async function probe(
  vault: WriteProbe,
  verdicts: WriteVerdicts,
  vaultId: string,
  signal: AbortSignal | undefined,
): Promise<WriteAccess> {
  let itemId: string;
  try {
    itemId = await verdicts.learn(vaultId, () => vault.createNote(vaultId, PROBE_TITLE, PROBE_NOTES, signal));
  } catch (error) {
    if (isRefusal(error)) return verdicts.refused;
    throw error;
  }
  try {
    // Without the caller's signal: giving up half-way would leave the item behind.
    await vault.deleteItem({ vaultId, itemId }, undefined);
  } catch {
    return {
      ...verdicts.of(vaultId),
      nextStep: `Delete the item "${PROBE_TITLE}", which could not be removed.`,
    };
  }
  return verdicts.of(vaultId);
}
