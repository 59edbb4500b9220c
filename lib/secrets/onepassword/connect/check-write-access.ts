import type { CallOptions, WriteAccess } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { ConnectCalls } from './connect-calls';
import type { WriteVerdicts } from './write-access';

/**
 * Whether a write would be accepted. The token says so itself; a probe asks the server as well, with an empty patch to
 * some item of the vault, which is documented to change nothing. That it is refused is proof; that it is accepted is
 * none, because nobody has documented that the permission is checked first.
 */
export async function checkWriteAccessOf(
  calls: ConnectCalls,
  verdicts: WriteVerdicts,
  vaultId: string,
  options: CallOptions & { probe?: boolean },
): Promise<WriteAccess> {
  const known = verdicts.of(calls.claims(), vaultId);
  if (!options.probe || known.verdict === 'no') return known;
  const [item] = await calls.listItems(vaultId, options.signal);
  if (!item) return known;
  try {
    const reference = { vaultId, itemId: item.id };
    await verdicts.learn(vaultId, () => calls.patchItem(reference, [], options.signal));
  } catch (error) {
    if (!(error instanceof SecretProviderError) || error.kind !== 'forbidden') throw error;
  }
  return verdicts.of(calls.claims(), vaultId);
}
