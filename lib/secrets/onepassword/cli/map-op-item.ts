import type { ItemOverview, VaultAccess, WriteAccess } from '@/lib/secrets/provider';
import { categoryOfSpelling } from '../item-category';
import { isOneTimePassword } from '../json-login';
import type { ComputedCode } from '../one-time-code';
import type { OpItem, OpOverview, OpVault } from './op-item';

/** Undefined when the item has no one-time password. */
export function codeOf(item: OpItem): ComputedCode | undefined {
  const field = item.fields.find(isOneTimePassword);
  return field && { code: field.totp, stored: field.value ?? '' };
}

export function toItemOverview(overview: OpOverview): ItemOverview {
  return {
    id: overview.id,
    vaultId: overview.vault.id,
    vaultTitle: overview.vault.name,
    title: overview.title,
    category: categoryOfSpelling(overview.category),
    websites: overview.urls.map(({ href }) => href),
    tags: overview.tags,
    updatedAt: new Date(overview.updated_at).toISOString(),
  };
}

export function toVaultAccess(vault: OpVault, remembered: WriteAccess): VaultAccess {
  const { verdict, evidence } = remembered;
  return { id: vault.id, title: vault.name, read: true, write: verdict, evidence };
}
