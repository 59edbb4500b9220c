import type { Actor } from '@/lib/access/actor';
import type { ConnectionRow } from '@/lib/connections/connection-store';
import type { ItemOverviews } from '@/lib/connections/item-overviews';
import { Problem } from '@/lib/contract/problem';
import { sameSite } from '@/lib/kernel/site';
import type { ItemOverview } from '@/lib/secrets/provider';
import { formatSecretReference } from '@/lib/secrets/secret-reference';
import { type BindRow, type JudgedRow, refused } from './judge-rows';

/**
 * Finds the item of each row that names none: the only one whose website belongs to the domain, or the one with the
 * title that the row gives. Never a guess: of several the row has to say which.
 */
export async function matchItems(
  deps: { itemOverviews: ItemOverviews },
  actor: Actor,
  connections: ReadonlyMap<string, ConnectionRow>,
  rows: readonly JudgedRow[],
): Promise<JudgedRow[]> {
  const overviews = new Map<string, Promise<ItemOverview[]>>();
  const itemsOf = (connection: ConnectionRow) => {
    const known = overviews.get(connection.id) ?? deps.itemOverviews.of(connection, { fresh: true });
    overviews.set(connection.id, known);
    return known;
  };
  const matched: JudgedRow[] = [];
  for (const judged of rows) matched.push(await matchRow(actor, connections, judged, itemsOf));
  return matched;
}

async function matchRow(
  actor: Actor,
  connections: ReadonlyMap<string, ConnectionRow>,
  judged: JudgedRow,
  itemsOf: (connection: ConnectionRow) => Promise<ItemOverview[]>,
): Promise<JudgedRow> {
  const { wanted } = judged;
  const connection = wanted && connections.get(wanted.secret_provider_id);
  if (!wanted || !connection || wanted.secret_ref !== undefined) return judged;
  if (!actor.permissions.has('providers:read')) return refused(judged, mayNotLook());
  try {
    const { item, matchedBy } = onlyItem(await itemsOf(connection), wanted);
    const secret_ref = formatSecretReference({ vaultId: item.vaultId, itemId: item.id });
    return {
      ...judged,
      matchedBy,
      values: { ...judged.values, secret_ref },
      wanted: { ...wanted, secret_ref },
    };
  } catch (error) {
    if (error instanceof Problem) return refused(judged, error);
    throw error;
  }
}

function onlyItem(items: readonly ItemOverview[], wanted: BindRow) {
  const onSite = items.filter(({ websites }) => websites.some((website) => sameSite(website, wanted.domain)));
  const title = wanted.item?.trim().toLowerCase();
  const named = (list: readonly ItemOverview[]) =>
    title === undefined ? list : list.filter((item) => item.title.trim().toLowerCase() === title);
  const here = named(onSite);
  const found = here.length > 0 || title === undefined ? here : named(items);
  const [item, ...others] = found;
  if (!item) throw noItem(wanted);
  if (others.length > 0) throw severalItems(found, wanted);
  return { item, matchedBy: title === undefined ? ('website' as const) : ('title' as const) };
}

function noItem({ domain, item }: BindRow): Problem {
  return new Problem('item_not_found', {
    message: item ? `There is no item with the title ${item}.` : `No item has a website of ${domain}.`,
    hint: 'Add the website to the item in 1Password, or give the reference of the item as secret_ref.',
    fields: [{ field: item ? 'item' : 'secret_ref', message: 'No such item' }],
  });
}

const SHOWN = 5;

function severalItems(found: readonly ItemOverview[], { domain }: BindRow): Problem {
  const titles = found.slice(0, SHOWN).map(({ title, vaultTitle }) => `${title} (${vaultTitle})`);
  const more = found.length > SHOWN ? ', …' : '';
  return new Problem('item_unusable', {
    message: `${found.length} items fit ${domain}: ${titles.join(', ')}${more}.`,
    hint: 'Give the title of the right one as item, or its reference as secret_ref.',
    fields: [{ field: 'item', message: 'Several fit' }],
  });
}

function mayNotLook(): Problem {
  return new Problem('forbidden', {
    message: 'Finding items by their website takes the permission providers:read.',
    hint: 'Give the reference of the item as secret_ref.',
    fields: [{ field: 'secret_ref', message: 'Give the reference' }],
  });
}
