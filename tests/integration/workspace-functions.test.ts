import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '@/lib/db/database';
import { WORKSPACE_FUNCTIONS } from '@/lib/db/workspace-functions';
import { newId } from '@/lib/kernel/id';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let db: Database;
const mine = newId();
const other = newId();
const entryId = newId();
beforeAll(async () => {
  database = await createTestDatabase();
  db = openTestDatabase(database.url);
  for (const [id, slug] of [
    [mine, 'mine'],
    [other, 'other'],
  ] as const) {
    await db.people.workspace.create({ data: { id, name: slug, slug } });
  }
  await db.withWorkspace(mine, (tx) =>
    tx.vaultEntry.create({
      data: {
        workspaceId: mine,
        id: entryId,
        permissionedUserId: 'a',
        domain: 'https://a.example',
        source: 'stored',
      },
    }),
  );
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

async function query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

test('every function that is called in one trip becomes latchkey_app, with the rights of its caller', async () => {
  const rows = await query<{ proname: string; prosecdef: boolean; proconfig: string[] | null }>(
    'select proname, prosecdef, proconfig from pg_proc where proname = any($1)',
    [WORKSPACE_FUNCTIONS],
  );
  expect(rows.map(({ proname }) => proname).sort()).toEqual([...WORKSPACE_FUNCTIONS].sort());
  for (const { proname, prosecdef, proconfig } of rows) {
    expect([proname, prosecdef, proconfig]).toEqual([proname, false, ['role=latchkey_app']]);
  }
});

test('such a function sees the rows of the workspace that it is given, and of no other', async () => {
  const read = (workspaceId: string) => db.call('read_resolvable', workspaceId, [[entryId], 'login']);
  expect(await read(mine)).toHaveLength(1);
  expect(await read(other)).toEqual([]);
});

test('when it ends the connection is who it was, and sees nothing', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('select * from read_resolvable($1, $2, $3)', [mine, [entryId], 'login']);
    const { rows } = await client.query<{ who: string; place: string; seen: number }>(
      `select current_setting('role') as who, coalesce(current_setting('app.workspace_id', true), '') as place,
        (select count(*)::int from vault_entry) as seen`,
    );
    expect(rows).toEqual([{ who: 'none', place: '', seen: 0 }]);
  } finally {
    await client.end();
  }
});

test('a workspace id that is none is refused before anything is asked', async () => {
  await expect(db.call('standing_stamps', `${mine}'`, [[]])).rejects.toThrow('a workspace id is a UUID');
});
