import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';

/**
 * One row in each table of a workspace, made from what the catalogue says about its columns: a table that is added
 * tomorrow is filled too. The rows hang together as their foreign keys want it; otherwise they mean nothing.
 */
export type TenantRows = Map<string, Record<string, unknown>>;

const columnRow = z.object({
  table: z.string(),
  column: z.string(),
  type: z.string(),
  needed: z.boolean(),
});
const foreignKeyRow = z.object({
  table: z.string(),
  columns: z.array(z.string()),
  parent: z.string(),
  parentColumns: z.array(z.string()),
});

/** Tables of the catalogue with a workspace_id that row-level security guards. */
export async function tenantTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'workspace_id'
       and c.relrowsecurity order by 1`,
  );
  return z
    .array(z.object({ name: z.string() }))
    .parse(rows)
    .map(({ name }) => name);
}

/** With `id`, every row that has an id has that one: then it names something of every kind. */
export async function fillTenant(client: pg.Client, workspaceId: string, id?: string): Promise<TenantRows> {
  const filled: TenantRows = new Map();
  const columns = await readColumns(client);
  const keys = await readForeignKeys(client);
  const hasId = (table: string) => columns.some((one) => one.table === table && one.column === 'id');
  let waiting = await tenantTables(client);
  await client.query('begin');
  await client.query(
    `select set_config('role', 'latchkey_app', true), set_config('app.workspace_id', $1, true)`,
    [workspaceId],
  );
  while (waiting.length > 0) {
    const ready = waiting.filter((table) =>
      keys.every((key) => key.table !== table || key.parent === table || !waiting.includes(key.parent)),
    );
    if (ready.length === 0) throw new Error(`foreign keys go round in ${waiting.join(', ')}`);
    for (const table of ready) {
      const own = { workspace_id: workspaceId, ...(id && hasId(table) ? { id } : {}) };
      const row = rowFor(table, own, columns, keys, filled);
      await insert(client, table, row);
      filled.set(table, row);
    }
    waiting = waiting.filter((table) => !ready.includes(table));
  }
  await client.query('commit');
  return filled;
}

function rowFor(
  table: string,
  own: Record<string, unknown>,
  columns: z.infer<typeof columnRow>[],
  keys: z.infer<typeof foreignKeyRow>[],
  filled: TenantRows,
): Record<string, unknown> {
  const row = { ...own };
  for (const key of keys) {
    const parent = filled.get(key.parent);
    if (key.table !== table || !parent) continue;
    for (const [at, column] of key.columns.entries()) row[column] = parent[key.parentColumns[at] ?? ''];
  }
  for (const { column, type } of columns.filter((one) => one.table === table && one.needed)) {
    row[column] ??= sampleOf(type);
  }
  return row;
}

function sampleOf(type: string): unknown {
  if (type === 'uuid') return randomUUID();
  if (type === 'text') return `x-${randomUUID()}`;
  if (type === 'boolean') return false;
  if (type === 'bytea') return Buffer.from('00', 'hex');
  if (type.startsWith('timestamp')) return new Date();
  if (type === 'integer' || type === 'bigint' || type === 'double precision') return 1;
  if (type === 'json' || type === 'jsonb') return '[]';
  if (type.endsWith('[]')) return [];
  throw new Error(`no value for a column of type ${type}`);
}

async function insert(client: pg.Client, table: string, row: Record<string, unknown>): Promise<void> {
  const names = Object.keys(row);
  await client.query(
    `insert into "${table}" (${names.map((name) => `"${name}"`).join(', ')})
     values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}

/** Needed are columns of the primary key and those without a default that may not be null. */
async function readColumns(client: pg.Client) {
  const { rows } = await client.query(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type,
            (a.attnotnull and not a.atthasdef) or a.attnum = any (coalesce(i.indkey::int2[], '{}')) as needed
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     left join pg_index i on i.indrelid = c.oid and i.indisprimary
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
  );
  return z.array(columnRow).parse(rows);
}

async function readForeignKeys(client: pg.Client) {
  const { rows } = await client.query(
    `select c.conrelid::regclass::text as table, c.confrelid::regclass::text as parent,
            (select array_agg(a.attname::text order by k.at) from unnest(c.conkey) with ordinality k(num, at)
               join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num) as columns,
            (select array_agg(a.attname::text order by k.at) from unnest(c.confkey) with ordinality k(num, at)
               join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.num) as "parentColumns"
     from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace`,
  );
  return z
    .array(foreignKeyRow)
    .parse(rows)
    .map((key) => ({ ...key, table: bare(key.table), parent: bare(key.parent) }));
}

/** regclass quotes words such as "user". */
function bare(name: string): string {
  return name.replaceAll('"', '');
}
