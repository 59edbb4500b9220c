import type { Login, SecretProviderErrorLike } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import { toLogin } from './map-item';
import type { SdkCalls } from './sdk-calls';
import type { SdkItem } from './sdk-item';

/** The SDK's own limit per call. */
const BATCH = 50;

type Outcome = { reference: SecretReference; outcome: Login | SecretProviderErrorLike };

/**
 * One request per 50 items of a vault. A missing item is an error in its place; what concerns all of them (the token,
 * the vault, the network) is thrown.
 */
export async function readLoginsOf(
  calls: SdkCalls,
  references: readonly SecretReference[],
  signal: AbortSignal | undefined,
): Promise<Outcome[]> {
  const items = new Map<string, SdkItem>();
  let complete = true;
  for (const [vaultId, ids] of idsByVault(references)) {
    for (let from = 0; from < ids.length; from += BATCH) {
      for (const { content, error } of await calls.getItems(vaultId, ids.slice(from, from + BATCH), signal)) {
        if (content) items.set(keyOf(vaultId, content.id), content);
        // An entry of this type does not say which item it stands for.
        if (error && error.type !== 'itemNotFound') complete = false;
      }
    }
  }
  return references.map((reference) => {
    const item = items.get(keyOf(reference.vaultId, reference.itemId));
    return { reference, outcome: item ? toLogin(item) : missing(complete) };
  });
}

function idsByVault(references: readonly SecretReference[]): Map<string, string[]> {
  const ids = new Map<string, Set<string>>();
  for (const { vaultId, itemId } of references) {
    ids.set(vaultId, (ids.get(vaultId) ?? new Set()).add(itemId));
  }
  return new Map([...ids].map(([vaultId, set]) => [vaultId, [...set]]));
}

function keyOf(vaultId: string, itemId: string): string {
  return `${vaultId}/${itemId}`;
}

function missing(complete: boolean): SecretProviderError {
  return complete
    ? new SecretProviderError(
        'not_found',
        'The item is not there, or its vault is not shared with the token.',
      )
    : new SecretProviderError('malformed', 'The item could not be read together with the others.');
}
