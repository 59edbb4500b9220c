import type { EntrySort } from '@/lib/contract/vault-entry';
import { type CursorValue, timeOf } from '@/lib/kernel/cursor';
import { isId } from '@/lib/kernel/id';

/** The columns a list is sorted by. Two of them, which no two rows share, so that every row has one place. */
export interface EntryOrder {
  /** Of `vault_entry e`, in SQL; each pair has an index of the workspace's rows in that order (migration entry_listing). */
  columns: readonly [string, string];
  types: readonly ['timestamptz' | 'text', 'uuid' | 'text'];
  direction: 'asc' | 'desc';
  /** The last row's values as its cursor keeps them. */
  valuesOf(row: OrderedEntry): [CursorValue, CursorValue];
}

export interface OrderedEntry {
  id: string;
  domain: string;
  permissionedUserId: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

type Sort = Omit<EntryOrder, 'direction'> & { first: EntryOrder['direction'] };

const SORTS: Readonly<Record<EntrySort, Sort>> = {
  created_at: {
    columns: ['e.created_at', 'e.id'],
    types: ['timestamptz', 'uuid'],
    first: 'desc',
    valuesOf: ({ createdAt, id }) => [createdAt.getTime(), id],
  },
  last_used_at: {
    // As the index has it. Not `coalesce`, which row-level security takes for something that could leak.
    columns: ["case when e.last_used_at is null then '-infinity' else e.last_used_at end", 'e.id'],
    types: ['timestamptz', 'uuid'],
    first: 'desc',
    valuesOf: ({ lastUsedAt, id }) => [lastUsedAt?.getTime() ?? null, id],
  },
  domain: {
    columns: ['e.domain', 'e.permissioned_user_id'],
    types: ['text', 'text'],
    first: 'asc',
    valuesOf: ({ domain, permissionedUserId }) => [domain, permissionedUserId],
  },
  permissioned_user_id: {
    columns: ['e.permissioned_user_id', 'e.domain'],
    types: ['text', 'text'],
    first: 'asc',
    valuesOf: ({ domain, permissionedUserId }) => [permissionedUserId, domain],
  },
};

export function entryOrder(sort: EntrySort, direction: 'asc' | 'desc' | undefined): EntryOrder {
  const { first, ...order } = SORTS[sort];
  return { ...order, direction: direction ?? first };
}

/** A cursor's values as parameters of the query; null when one is nothing that a row of this order could have. */
export function placeIn(order: EntryOrder, values: readonly CursorValue[]): [string, string] | null {
  const [first, second] = values.map((value, index) => parameter(order.types[index], value));
  return first != null && second != null ? [first, second] : null;
}

function parameter(type: EntryOrder['types'][number] | undefined, value: CursorValue): string | null {
  if (type === 'timestamptz') return value === null ? '-infinity' : (timeOf(value)?.toISOString() ?? null);
  if (typeof value !== 'string') return null;
  if (type === 'uuid') return isId(value) ? value : null;
  return value.includes('\0') ? null : value;
}
