import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { Page } from '@/lib/contract/paging';
import { pageOfSorted } from '@/lib/contract/read-cursor';
import { type ProviderItemDetail, providerItemsQuery } from '@/lib/contract/secret-provider';
import { sameSite } from '@/lib/kernel/site';
import type { ItemOverview } from '@/lib/secrets/provider';
import { formatSecretReference } from '@/lib/secrets/secret-reference';
import type { ConnectionDeps } from './connection-deps';
import { requireConnection } from './connection-store';
import type { ItemOverviews } from './item-overviews';

export type ProviderItemsQuery = z.input<typeof providerItemsQuery> & { id: string };

/** Items to bind to: those whose website matches the domain come first. Search is over title, vault and website. */
export async function listProviderItems(
  deps: ConnectionDeps & { itemOverviews: ItemOverviews },
  actor: Actor,
  { id, ...query }: ProviderItemsQuery,
): Promise<Page<ProviderItemDetail>> {
  requirePermission(actor, 'providers:read');
  const { search, domain, fresh, cursor, limit } = providerItemsQuery.parse(query);
  const connection = await deps.db.withWorkspace(actor.workspaceId, (tx) =>
    requireConnection(tx, actor.workspaceId, id),
  );
  const items = await deps.itemOverviews.of(connection, { fresh: fresh === 'true' });
  const found = suggestedFirst(items.filter(matches(search)), domain);
  const list = JSON.stringify(['items', id, search, domain]);
  return pageOfSorted(list, found, { cursor, limit }, positionOf);
}

function matches(search: string | undefined): (item: ItemOverview) => boolean {
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return (item) => {
    const text = [item.title, item.vaultTitle, ...item.websites].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function suggestedFirst(items: ItemOverview[], domain: string | undefined): ProviderItemDetail[] {
  const details = items.map((item) => ({
    id: item.id,
    title: item.title,
    vaultName: item.vaultTitle,
    ref: formatSecretReference({ vaultId: item.vaultId, itemId: item.id }),
    category: item.category,
    websites: item.websites,
    suggested: domain ? item.websites.some((website) => sameSite(website, domain)) : false,
  }));
  return [...details.filter((item) => item.suggested), ...details.filter((item) => !item.suggested)];
}

/** As lib/connections/item-overviews.ts sorts them, suggestions before all others. */
function positionOf({ suggested, title, id }: ProviderItemDetail) {
  return [suggested ? 0 : 1, title, id];
}
