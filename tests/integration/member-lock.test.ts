import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeMembers } from '@/lib/access/member-store';
import type { Database } from '@/lib/db/database';
import { newId } from '@/lib/kernel/id';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openTestDatabase(database.url);
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

test('changes of one workspace wait for each other, so that none decides on members that another is changing', async () => {
  const workspaceId = newId();
  await db.people.workspace.create({ data: { id: workspaceId, name: 'Acme', slug: 'acme' } });
  const order: string[] = [];
  const entered = gate();
  const mayEnd = gate();

  const first = changeMembers(db, workspaceId, async (members) => {
    await members.countOwners();
    entered.open();
    await mayEnd.opened;
    order.push('first');
  });
  await entered.opened;
  const second = changeMembers(db, workspaceId, async () => void order.push('second'));
  await eventually(async () => order.includes('second') || (await waitsForLock()));
  mayEnd.open();
  await Promise.all([first, second]);

  expect(order).toEqual(['first', 'second']);
});

async function waitsForLock(): Promise<boolean> {
  const rows: unknown[] = await db.people.$queryRaw`
    select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return rows.length > 0;
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
