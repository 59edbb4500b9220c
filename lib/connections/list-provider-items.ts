import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { Page } from '@/lib/contract/paging';
import { Problem } from '@/lib/contract/problem';
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
  const start = readCursor(cursor);
  const end = start + limit;
  return { data: found.slice(start, end), next_cursor: end < found.length ? String(end) : null };
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

function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const start = Number(cursor);
  if (Number.isSafeInteger(start) && start >= 0) return start;
  throw new Problem('validation_failed', {
    fields: [{ field: 'cursor', message: 'Use the cursor of the previous page' }],
  });
}
