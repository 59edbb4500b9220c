import type { EntrySource } from '@/lib/contract/vault-entry';
import type { Database } from '@/lib/db/database';
import { CURRENT_WORKSPACE, type ReadStatement } from '@/lib/db/workspace-reader';
import type { EntryOrder } from './entry-order-policy';
import { SHOWN_COLUMNS, SHOWN_FROM, type ShownEntry } from './shown-entry';

export interface EntryFilter {
  search?: string | undefined;
  /** As entries keep it: an origin. */
  domain?: string | undefined;
  source?: EntrySource | undefined;
  secretProviderId?: string | undefined;
  tfaMethod?: string | undefined;
  state?: 'ok' | 'attention' | undefined;
  warning?: string | undefined;
}

export interface EntryPage {
  order: EntryOrder;
  /** The last row of the page before, as its columns in that order. */
  after: readonly [string, string] | null;
  take: number;
}

/**
 * One page, by its place and not by a count: the last row's two columns are compared as a pair, which an index in that
 * order answers at the place itself (docs/adr/0010-listing-entries.md).
 */
export async function readEntryPage(
  db: Database,
  workspaceId: string,
  filter: EntryFilter,
  page: EntryPage,
): Promise<ShownEntry[]> {
  const disabled = asksForDisabled(filter) ? await disabledConnections(db, workspaceId) : [];
  return db.read<ShownEntry>(workspaceId, pageStatement(filter, disabled, page));
}

/** `disabled`: the connections of which no entry is usable. */
export function pageStatement(
  filter: EntryFilter,
  disabled: readonly string[],
  { order, after, take }: EntryPage,
): ReadStatement {
  const query = new Parameters();
  const where = [`e.workspace_id = ${CURRENT_WORKSPACE}`, ...conditions(query, filter, disabled)];
  if (after) {
    const place = after.map((value, index) => `${query.add(value)}::${order.types[index]}`);
    where.push(
      `(${order.columns.join(', ')}) ${order.direction === 'asc' ? '>' : '<'} (${place.join(', ')})`,
    );
  }
  const inOrder = `order by ${order.columns.map((column) => `${column} ${order.direction}`).join(', ')}`;
  const rest = `where ${where.join(' and ')} ${inOrder} limit ${query.add(take)}`;
  if (!filter.search)
    return {
      text: `select ${SHOWN_COLUMNS} from ${SHOWN_FROM} ${rest}`,
      values: query.values,
      takesLong: true,
    };
  // Found in an index that covers the text, where the order has one; only the page's rows are then read whole.
  const text = `with page as materialized (select e.id from vault_entry e ${rest})
    select ${SHOWN_COLUMNS} from page join ${SHOWN_FROM} on e.workspace_id = ${CURRENT_WORKSPACE} and e.id = page.id
    ${inOrder}`;
  return { text, values: query.values, takesLong: true };
}

/** Values of a statement: they never become part of its text. */
class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** An index holds exactly the rows of which this is true. */
const WARNED = "e.item_warnings <> '{}'";

function conditions(query: Parameters, filter: EntryFilter, disabled: readonly string[]): string[] {
  const { domain, source, secretProviderId, tfaMethod, state, warning } = filter;
  const unusable = () => `e.secret_provider_id = any(${query.add(disabled)}::uuid[])`;
  const where = words(filter.search).map((word) => `e.search_text like lower(${query.add(word)})`);
  if (domain !== undefined) where.push(`e.domain = ${query.add(domain)}`);
  if (source !== undefined) where.push(`e.source = ${query.add(source)}`);
  if (secretProviderId !== undefined)
    where.push(`e.secret_provider_id = ${query.add(secretProviderId)}::uuid`);
  if (tfaMethod !== undefined)
    where.push(tfaMethod === 'none' ? 'e.tfa_method is null' : `e.tfa_method = ${query.add(tfaMethod)}`);
  if (state === 'attention') where.push(disabled.length > 0 ? `(${WARNED} or ${unusable()})` : WARNED);
  if (state === 'ok') where.push(`e.item_warnings = '{}' and ${unusable()} is not true`);
  if (warning === 'provider_disabled') where.push(unusable());
  else if (warning !== undefined) where.push(`${WARNED} and ${query.add(warning)} = any(e.item_warnings)`);
  return where;
}

/** As patterns of LIKE, in which what a person types has no special signs. */
function words(search: string | undefined): string[] {
  return (search ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}

function asksForDisabled({ state, warning }: EntryFilter): boolean {
  return state !== undefined || warning === 'provider_disabled';
}

async function disabledConnections(db: Database, workspaceId: string): Promise<string[]> {
  const rows = await db.read<{ id: string }>(workspaceId, {
    text: `select id from secret_provider where workspace_id = ${CURRENT_WORKSPACE} and status = 'disabled'`,
    values: [],
  });
  return rows.map(({ id }) => id);
}
