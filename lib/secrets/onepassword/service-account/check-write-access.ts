import type { CallOptions, WriteAccess } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { SdkCalls } from './sdk-calls';
import { accessFromPermissions, type WriteVerdicts } from './write-access';

const PROBE_TITLE = 'Latchkey write check (safe to delete)';
const PROBE_NOTES = 'Made to find out whether the service account may write here. It is deleted at once.';

/**
 * Whether a write would be accepted, cheapest knowledge first: what an earlier write proved, then the permission list,
 * then, only when asked to, an item that is created and deleted. "Write Items" is one permission, so being able to
 * create proves being able to edit.
 */
export async function checkWriteAccessOf(
  calls: SdkCalls,
  verdicts: WriteVerdicts,
  vaultId: string,
  options: CallOptions & { probe?: boolean },
): Promise<WriteAccess> {
  const remembered = verdicts.of(vaultId);
  if (remembered.verdict !== 'unknown') return remembered;
  if (options.probe) return probe(calls, verdicts, vaultId, options.signal);
  const permissions = await permissionsOf(calls, vaultId, options.signal);
  return permissions ? accessFromPermissions(permissions) : remembered;
}

async function probe(
  calls: SdkCalls,
  verdicts: WriteVerdicts,
  vaultId: string,
  signal: AbortSignal | undefined,
): Promise<WriteAccess> {
  let itemId: string;
  try {
    itemId = await verdicts.learn(vaultId, () => calls.createNote(vaultId, PROBE_TITLE, PROBE_NOTES, signal));
  } catch (error) {
    if (isRefusal(error)) return verdicts.of(vaultId);
    throw error;
  }
  try {
    // Without the caller's signal: giving up half-way would leave the item behind.
    await calls.deleteItem({ vaultId, itemId }, undefined);
  } catch {
    return {
      ...verdicts.of(vaultId),
      nextStep: `Delete the item "${PROBE_TITLE}", which could not be removed.`,
    };
  }
  return verdicts.of(vaultId);
}

/** A service account may be refused the list of accessors itself, which says nothing about writing. */
async function permissionsOf(
  calls: SdkCalls,
  vaultId: string,
  signal: AbortSignal | undefined,
): Promise<number[] | undefined> {
  try {
    return await calls.vaultPermissions(vaultId, signal);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof SecretProviderError && error.kind === 'forbidden';
}
