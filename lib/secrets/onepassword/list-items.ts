import type { ItemOverview } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { mapAtOnce } from './at-once';

interface NamedVault {
  id: string;
  title: string;
}

/** Vaults listed at the same time. */
const LISTED_AT_ONCE = 4;

/** The vaults are asked for in any case: an overview names its vault, and an unknown vault is not an empty one. */
export async function listItemsOf(
  source: {
    vaults(): Promise<NamedVault[]>;
    itemsOf(vault: NamedVault): Promise<ItemOverview[]>;
  },
  vaultId: string | undefined,
): Promise<ItemOverview[]> {
  const visible = await source.vaults();
  const vaults = vaultId === undefined ? visible : visible.filter((vault) => vault.id === vaultId);
  if (vaultId !== undefined && vaults.length === 0) {
    throw new SecretProviderError('not_found', 'The vault is not there, or it is not shared with the token.');
  }
  return (await mapAtOnce(vaults, LISTED_AT_ONCE, source.itemsOf)).flat();
}
