import { type Actor, requirePermission } from '@/lib/access/actor';
import type { Page } from '@/lib/contract/paging';
import { fieldProblem } from '@/lib/contract/problem';
import { pageOfRows, unknownCursor } from '@/lib/contract/read-cursor';
import { type ListEntriesQuery, listEntriesQuery, type VaultEntryView } from '@/lib/contract/vault-entry';
import { decodeCursor, encodeCursor } from '@/lib/kernel/cursor';
import { normaliseOrigin } from '@/lib/kernel/site';
import { type EntryFilter, readEntryPage } from './entry-list-store';
import { type EntryOrder, entryOrder, placeIn } from './entry-order-policy';
import { presentEntry } from './entry-view';
import type { VaultDeps } from './vault-deps';

export async function listEntries(
  deps: Pick<VaultDeps, 'db'>,
  actor: Actor,
  query: ListEntriesQuery,
): Promise<Page<VaultEntryView>> {
  requirePermission(actor, 'vault:read');
  const { cursor, limit, sort, order: direction, ...wished } = listEntriesQuery.parse(query);
  const order = entryOrder(sort, direction);
  const filter = filterFrom(wished);
  const list = JSON.stringify(['entries', sort, order.direction, filter]);
  const after = cursor === undefined ? null : placeOf(list, order, cursor);
  const rows = await readEntryPage(deps.db, actor.workspaceId, filter, { order, after, take: limit + 1 });
  return pageOfRows(rows, limit, presentEntry, (last) => encodeCursor(list, order.valuesOf(last)));
}

type Wished = Omit<ReturnType<typeof listEntriesQuery.parse>, 'cursor' | 'limit' | 'sort' | 'order'>;

function filterFrom({ secret_provider_id, tfa_method, domain, ...same }: Wished): EntryFilter {
  return {
    ...same,
    domain: domain === undefined ? undefined : originOf(domain),
    secretProviderId: secret_provider_id,
    tfaMethod: tfa_method,
  };
}

function originOf(domain: string): string {
  const outcome = normaliseOrigin(domain);
  if (!outcome.ok) throw fieldProblem([{ field: 'domain', message: outcome.message }]);
  return outcome.origin;
}

function placeOf(list: string, order: EntryOrder, cursor: string): [string, string] {
  const place = placeIn(order, decodeCursor(list, cursor) ?? []);
  if (!place) throw unknownCursor();
  return place;
}
