import { z } from 'zod';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';
import { ENTRY_TABLE } from './entry-table';
import type { SavedEntry } from './shown-entry';

/** What the table itself fills, and what is the same for all. */
const FILLED = ['workspaceId', 'generation', 'lastUsedAt', 'createdAt', 'updatedAt'] as const;

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
const insert = ({ where, onConflict }: { where: string; onConflict: string }) => `
  with given as (
    select r.*, p.name, p.status, p.cache_ttl_seconds
      from json_to_recordset($1::json) as r(${typed})
      left join secret_provider p on p.workspace_id = ${CURRENT_WORKSPACE} and p.id = r."secretProviderId"
  ), added as (
    insert into vault_entry (workspace_id, updated_at, ${columns})
    select ${CURRENT_WORKSPACE}, now(), ${properties} from given
     ${where}
     order by "permissionedUserId", domain
    ${onConflict}
    returning id, created_at
  )
  select g.id, a.created_at as "addedAt", g.name, g.status, g.cache_ttl_seconds as "cacheTtlSeconds"
    from given g left join added a on a.id = g.id`;

const ALL = insert({ where: '', onConflict: '' });
const WHERE_POSSIBLE = insert({
  where: 'where "secretProviderId" is null or name is not null',
  onConflict: 'on conflict (workspace_id, permissioned_user_id, domain) do nothing',
});

const outcomes = z.array(
  z.object({
    id: z.string(),
    addedAt: z.date().nullable(),
    name: z.string().nullable(),
    status: z.string().nullable(),
    cacheTtlSeconds: z.number().nullable(),
  }),
);

/** Adds all of them; the database refuses them all where one cannot be added. */
export function insertAll(entries: readonly SavedEntry[]): Statement {
  return { name: 'insert_all_entries', text: ALL, values: valuesOf(entries) };
}

/** Adds those whose user and domain are free, and whose connection is there. */
export function insertWherePossible(entries: readonly SavedEntry[]): Statement {
  return { name: 'insert_entries_where_possible', text: WHERE_POSSIBLE, values: valuesOf(entries) };
}

function valuesOf(entries: readonly SavedEntry[]): [json: string] {
  return [JSON.stringify(entries.map(withBytesAsText))];
}

/** What became of each, from the rows of either statement; those that were added are told what it said of them. */
export function insertedEntries(entries: readonly SavedEntry[], rows: unknown): Array<SavedEntry | NotAdded> {
  const found = new Map(outcomes.parse(rows).map((row) => [row.id, row]));
  return entries.map((entry) => {
    const { addedAt = null, name = null, status = null, cacheTtlSeconds = null } = found.get(entry.id) ?? {};
    if (entry.secretProviderId !== null) {
      if (name === null || status === null || cacheTtlSeconds === null) return 'connection_unknown';
      entry.secretProvider = { name, status, cacheTtlSeconds };
    }
    if (addedAt === null) return 'exists';
    entry.createdAt = addedAt;
    entry.updatedAt = addedAt;
    return entry;
  });
}

/** PostgreSQL's own spelling of bytes. Of JSON's, a list of numbers would come. */
function withBytesAsText(entry: SavedEntry) {
  return {
    ...entry,
    usernameSealed: bytesAsText(entry.usernameSealed),
    passwordSealed: bytesAsText(entry.passwordSealed),
    totpSecretSealed: bytesAsText(entry.totpSecretSealed),
    passkeySealed: bytesAsText(entry.passkeySealed),
    headersSealed: bytesAsText(entry.headersSealed),
    sessionStateSealed: bytesAsText(entry.sessionStateSealed),
  };
}

function bytesAsText(bytes: Uint8Array | null): string | null {
  return bytes && `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}
