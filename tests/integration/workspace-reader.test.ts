import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '@/lib/db/database';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import { Unavailable } from '@/lib/kernel/unavailable';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let db: Database;
const workspaces = Array.from({ length: 10 }, () => randomUUID());
beforeAll(async () => {
  database = await createTestDatabase();
  db = openTestDatabase(database.url);
  for (const id of workspaces) {
    await db.people.workspace.create({ data: { id, name: id, slug: id } });
    const row = { workspaceId: id, permissionedUserId: id, domain: 'https://a.example', source: 'stored' };
    await db.withWorkspace(id, (tx) => tx.vaultEntry.create({ data: row }));
  }
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

/** A statement that forgot its workspace. */
const CARELESS = { name: 'careless', text: 'select workspace_id as id from vault_entry', values: [] };
const [first = ''] = workspaces;

describe('a single read of a workspace', () => {
  test('sees the rows of that workspace only, whatever the statement asks for', async () => {
    expect(await db.read(first, CARELESS)).toEqual([{ id: first }]);
  });

  test('never sees another one’s in a thousand reads that share connections', async () => {
    const reads = Array.from({ length: 1000 }, (_, turn) => workspaces[turn % workspaces.length] ?? first);
    const found = await Promise.all(reads.map((id) => db.read<{ id: string }>(id, CARELESS)));
    const foreign = found.filter((rows, turn) => rows.length !== 1 || rows[0]?.id !== reads[turn]);
    expect(foreign).toEqual([]);
  });

  test('finds nothing in a workspace that is not there', async () => {
    expect(await db.read(randomUUID(), CARELESS)).toEqual([]);
  });

  test('that gets no connection says that nothing was begun', async () => {
    const away = openTestDatabase('postgresql://nobody:x@127.0.0.1:1/none');
    await expect(away.read(first, CARELESS)).rejects.toBeInstanceOf(Unavailable);
    await expect(away.withWorkspace(first, async () => 'done')).rejects.toBeInstanceOf(Unavailable);
    await away.close();
  });

  test('cannot write', async () => {
    const text = "update vault_entry set domain = 'https://b.example' returning id";
    await expect(db.read(first, { text, values: [] })).rejects.toThrow(/read-only transaction/);
  });

  test('that fails leaves nothing behind for the next one', async () => {
    const failing = { text: 'select 1 / 0', values: [] };
    const both = await Promise.allSettled([
      db.read(first, failing),
      db.read(first, CARELESS),
      db.read(first, failing),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(await db.read(first, CARELESS)).toEqual([{ id: first }]);
  });

  test('compares with a workspace that only its own transaction knows', async () => {
    const text = `select ${CURRENT_WORKSPACE} as id`;
    expect(await db.read(first, { text, values: [] })).toEqual([{ id: first }]);
    const outside = await db.people.$queryRawUnsafe(text);
    expect(outside).toEqual([{ id: null }]);
  });
});

describe('statements and those that follow from them', () => {
  const count = { text: 'select count(*)::int as rows from vault_entry', values: [] };
  const added = (workspaceId: string, permissionedUserId: string) => ({
    text: `insert into vault_entry (workspace_id, id, permissioned_user_id, domain, source, updated_at)
           values ($1, $2, $3, 'https://w.example', 'stored', now())`,
    values: [workspaceId, randomUUID(), permissionedUserId],
  });
  const rowsOf = async (workspaceId: string) =>
    (await db.read<{ rows: number }>(workspaceId, count))[0]?.rows;

  test('are of one workspace: it finds its rows only, and can add to no other', async () => {
    const [, second = '', third = ''] = workspaces;
    const found: unknown[] = [];
    await db.inTwoTrips(second, [CARELESS, count], (rows) => {
      found.push(...rows);
      return [added(second, 'new'), added(second, 'newer')];
    });
    expect([found, await rowsOf(second)]).toEqual([[[{ id: second }], [{ rows: 1 }]], 3]);
    await expect(db.inTwoTrips(third, [CARELESS], () => [added(second, 'foreign')])).rejects.toThrow(
      /row-level security/,
    );
    expect([await rowsOf(second), await rowsOf(third)]).toEqual([3, 1]);
  });

  test('are one transaction: what fails in the middle or at the end leaves nothing, and the next one is served', async () => {
    const [, , , fourth = ''] = workspaces;
    const failing = { text: 'select 1 / 0', values: [] };
    const twice = added(fourth, fourth);
    const attempts = await Promise.allSettled([
      db.inTwoTrips(fourth, [CARELESS, failing], () => [added(fourth, 'after a read that failed')]),
      db.inTwoTrips(fourth, [added(fourth, 'of a change of mind')], () => {
        throw new Error('changed its mind');
      }),
      db.inTwoTrips(fourth, [CARELESS], () => [
        added(fourth, 'before one that fails'),
        { ...twice, text: twice.text.replace('w.example', 'a.example') },
      ]),
      db.inTwoTrips(fourth, [CARELESS], () => [added(fourth, 'good')]),
    ]);
    expect(attempts.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    expect(await rowsOf(fourth)).toBe(2);
  });

  test('that gets no connection says that nothing was begun', async () => {
    const away = openTestDatabase('postgresql://nobody:x@127.0.0.1:1/none');
    await expect(away.inTwoTrips(first, [CARELESS], () => [CARELESS])).rejects.toBeInstanceOf(Unavailable);
    await away.close();
  });
});
