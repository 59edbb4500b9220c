import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { workspaceModels } from '../support/prisma-models';
import { tenantTables } from '../support/tenant-rows';

/** Read before a workspace is known, and never as latchkey_app. */
const OF_PEOPLE = ['invitation', 'member'];
/** What latchkey_app may do with rights that are not its own. */
const DEFINERS = ['enqueue_job', 'enqueue_job_at'];
const ONLY_ITS_ROWS =
  "(workspace_id = (NULLIF(current_setting('app.workspace_id'::text, true), ''::text))::uuid)";

let database: TestDatabase;
let client: pg.Client;
let tables: string[];
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  tables = await tenantTables(client);
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

async function names(query: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>({ text: query });
  return rows.map(({ name }) => name).sort();
}

test('every table with a workspace_id is guarded by row-level security, also against its owner', async () => {
  const unguarded = await names(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm', 'f', 'v')
       and not (c.relrowsecurity and c.relforcerowsecurity)`,
  );
  expect(unguarded).toEqual(OF_PEOPLE);
  expect(tables.length).toBeGreaterThan(12);
});

test('the one policy that the application meets on each of them is the workspace of the transaction', async () => {
  const { rows } = await client.query(
    `select tablename, qual, with_check, cmd, permissive from pg_policies
     where schemaname = 'public' and ('latchkey_app' = any (roles) or 'public' = any (roles)) order by 1`,
  );
  expect(rows).toEqual(
    tables.map((tablename) => ({
      tablename,
      qual: ONLY_ITS_ROWS,
      with_check: ONLY_ITS_ROWS,
      cmd: 'ALL',
      permissive: 'PERMISSIVE',
    })),
  );
});

test('every primary, unique and foreign key of them starts with the workspace', async () => {
  const quoted = tables.map((table) => `'public."${table}"'::regclass`).join(', ');
  const indexes = await names(
    `select indexrelid::regclass::text as name from pg_index i
     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where i.indisunique and i.indrelid in (${quoted}) and a.attname <> 'workspace_id'`,
  );
  expect(indexes).toEqual([]);
  const foreignKeys = await names(
    `select c.conname as name from pg_constraint c
     join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     join pg_attribute p on p.attrelid = c.confrelid and p.attnum = c.confkey[1]
     where c.contype = 'f' and c.conrelid in (${quoted})
       and not (a.attname = 'workspace_id' and (p.attname = 'workspace_id' or c.confrelid = 'public.workspace'::regclass))`,
  );
  expect(foreignKeys).toEqual([]);
});

test('the application reaches no table but these, and of people their names only', async () => {
  const reachable = await names(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname not in ('pg_catalog', 'information_schema')
       and (has_table_privilege('latchkey_app', c.oid, 'select') or has_table_privilege('latchkey_app', c.oid, 'insert')
         or has_table_privilege('latchkey_app', c.oid, 'update') or has_table_privilege('latchkey_app', c.oid, 'delete')
         or has_table_privilege('latchkey_app', c.oid, 'truncate'))`,
  );
  expect(reachable.filter((name) => !tables.includes(name))).toEqual([]);
  const columns = await names(
    `select c.relname || '.' || a.attname as name from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all (string_to_array('${tables.join(',')}', ','))
       and has_column_privilege('latchkey_app', c.oid, a.attnum, 'select')`,
  );
  expect(columns).toEqual(['user.id', 'user.name']);
});

test('neither role may sign in, bypass row security, own or make anything; their borrowed rights are counted', async () => {
  const { rows } = await client.query(
    `select rolname, rolcanlogin, rolbypassrls, rolsuper, rolcreaterole, rolcreatedb from pg_roles
     where rolname in ('latchkey_app', 'latchkey_system') order by 1`,
  );
  const powerless = {
    rolcanlogin: false,
    rolbypassrls: false,
    rolsuper: false,
    rolcreaterole: false,
    rolcreatedb: false,
  };
  expect(rows).toEqual([
    { rolname: 'latchkey_app', ...powerless },
    { rolname: 'latchkey_system', ...powerless },
  ]);
  const owned = await names(
    `select c.relname as name from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'latchkey\\_%'`,
  );
  expect(owned).toEqual([]);
  const creating = await names(
    `select nspname as name from pg_namespace where has_schema_privilege('latchkey_app', oid, 'create')`,
  );
  expect(creating).toEqual([]);
  const definers = await names(
    `select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
       and has_function_privilege('latchkey_app', oid, 'execute')`,
  );
  expect(definers).toEqual(DEFINERS);
});

test('the schema of the client and the catalogue know the same tables', () => {
  expect(
    workspaceModels()
      .map(({ table }) => table)
      .sort(),
  ).toEqual(tables);
});
