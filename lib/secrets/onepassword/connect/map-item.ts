import type { ItemOverview, Login } from '@/lib/secrets/provider';
import { categoryOfSpelling } from '../item-category';
import { loginOfJson } from '../json-login';
import type { ConnectItem, ConnectOverview } from './connect-item';
import { connectItemChanges } from './item-patch';

export function toLogin(item: ConnectItem): Login {
  // A PATCH leaves alone what it does not name, passkeys included, which Connect does not show.
  return loginOfJson(item, { ok: true }, connectItemChanges.rotationPartsOf(item));
}

export function toItemOverview(overview: ConnectOverview, vaultTitle: string): ItemOverview {
  return {
    id: overview.id,
    vaultId: overview.vault.id,
    vaultTitle,
    title: overview.title,
    category: categoryOfSpelling(overview.category),
    websites: overview.urls.map(({ href }) => href),
    tags: overview.tags,
    updatedAt: new Date(overview.updatedAt).toISOString(),
  };
}
