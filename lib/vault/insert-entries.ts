import { z } from 'zod';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';
import { ENTRY_TABLE } from './entry-table';
import type { SavedEntry } from './shown-entry';

/** What the table itself fills, and what is the same for all. */
const FILLED = ['workspaceId', 'generation', 'lastUsedAt', 'createdAt', 'updatedAt'] as const;

export type NewEntry = Omit<SavedEntry, (typeof FILLED)[number] | 'secretProvider'>;

/** Without any value, for whatever an entry of its source does not have. */
export const BLANK = {
  usernameSealed: null,
  passwordSealed: null,
  totpSecretSealed: null,
  passkeySealed: null,
  headersSealed: null,
  sessionStateSealed: null,
  sessionDataSetAt: null,
  expiryTimeFromLastUse: null,
  expiryTimeFromSessionDataSet: null,
  item: null,
  itemWarnings: [],
} as const satisfies Partial<NewEntry>;

/** Why an entry was not added. */
export type NotAdded = 'exists' | 'connection_unknown';

const GIVEN = Object.entries(ENTRY_TABLE).filter(
  ([property]) => !FILLED.some((filled) => filled === property),
);
const columns = GIVEN.map(([, [column]]) => column).join(', ');
const properties = GIVEN.map(([property]) => `"${property}"`).join(', ');
const typed = GIVEN.map(([property, [, type]]) => `"${property}" ${type}`).join(', ');

/**
 * In the order of their names, so that two processes that add the same ones wait for each other and never in a circle.
 * One JSON text for all, as in lib/audit/chain-statements.ts.
 */
const INSERT = `
  with given as (
    select r.*, p.name, p.status, p.cache_ttl_seconds
      from json_to_recordset($1::json) as r(${typed})
      left join secret_provider p on p.workspace_id = ${CURRENT_WORKSPACE} and p.id = r."secretProviderId"
  ), added as (
    insert into vault_entry (workspace_id, updated_at, ${columns})
    select ${CURRENT_WORKSPACE}, now(), ${properties} from given
     where "secretProviderId" is null or name is not null
     order by "permissionedUserId", domain
    on conflict (workspace_id, permissioned_user_id, domain) do nothing
    returning id, created_at
  )
  select g.id, a.created_at as "addedAt", g.name, g.status, g.cache_ttl_seconds as "cacheTtlSeconds"
    from given g left join added a on a.id = g.id`;

const outcomes = z.array(
  z.object({
    id: z.string(),
    addedAt: z.date().nullable(),
    name: z.string().nullable(),
    status: z.string().nullable(),
    cacheTtlSeconds: z.number().nullable(),
  }),
);

/** Adds those whose user and domain are free, and whose connection is there. */
export function insertEntries(entries: readonly NewEntry[]): Statement {
  return { name: 'insert_entries', text: INSERT, values: [JSON.stringify(entries, withBytesAsHex)] };
}

/** What became of each, from the rows of that statement. */
export function insertedEntries(
  workspaceId: string,
  entries: readonly NewEntry[],
  rows: unknown,
): Array<SavedEntry | NotAdded> {
  const found = new Map(outcomes.parse(rows).map((row) => [row.id, row]));
  return entries.map((entry) => {
    const { addedAt = null, name = null, status = null, cacheTtlSeconds = null } = found.get(entry.id) ?? {};
    const isBound = name !== null && status !== null && cacheTtlSeconds !== null;
    if (entry.secretProviderId !== null && !isBound) return 'connection_unknown';
    if (addedAt === null) return 'exists';
    return {
      ...entry,
      workspaceId,
      generation: 1,
      lastUsedAt: null,
      createdAt: addedAt,
      updatedAt: addedAt,
      secretProvider: isBound ? { name, status, cacheTtlSeconds } : null,
    };
  });
}

/** PostgreSQL's own spelling of bytes; `JSON.stringify` would make a list of numbers of them. */
function withBytesAsHex(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;
}
