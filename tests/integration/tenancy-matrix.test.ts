import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import { newId } from '@/lib/kernel/id';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../support/database';
import { type PrismaModel, workspaceModels } from '../support/prisma-models';
import { fillTenant, type TenantRows } from '../support/tenant-rows';

/** What each model's delegate offers of what is tried here. */
interface Delegate {
  findUnique(args: object): Promise<unknown>;
  findMany(args?: object): Promise<Array<Record<string, unknown>>>;
  update(args: object): Promise<unknown>;
  updateMany(args: object): Promise<{ count: number }>;
  delete(args: object): Promise<unknown>;
  deleteMany(args: object): Promise<{ count: number }>;
  create(args: object): Promise<unknown>;
  createMany(args: object): Promise<unknown>;
  upsert(args: object): Promise<unknown>;
}

const models = workspaceModels();
const mine = newId();
const theirs = newId();
let database: TestDatabase;
let db: Database;
let client: pg.Client;
let myRows: TenantRows;
let theirRows: TenantRows;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openTestDatabase(database.url);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (const id of [mine, theirs]) await db.people.workspace.create({ data: { id, name: id, slug: id } });
  myRows = await fillTenant(client, mine);
  theirRows = await fillTenant(client, theirs);
});
afterAll(async () => {
  await client?.end();
  await db?.close();
  await database?.drop();
});

/** As a member of my workspace, in a transaction of its own: after a refusal a transaction is over. */
function asMe<T>(model: PrismaModel, work: (delegate: Delegate, tx: WorkspaceTransaction) => Promise<T>) {
  return db.withWorkspace(mine, (tx) => {
    const delegates = tx as unknown as Record<string, Delegate>;
    const delegate = delegates[model.delegate];
    if (!delegate) throw new Error(`no delegate ${model.delegate}`);
    return work(delegate, tx);
  });
}

/** The row as the client wants it for a write. */
function dataOf(model: PrismaModel, rows: TenantRows): Record<string, unknown> {
  const row = rows.get(model.table) ?? {};
  const known = model.fields.filter(({ column }) => row[column] !== undefined);
  return Object.fromEntries(
    known.map(({ property, column }) => [property, row[column] === '[]' ? [] : row[column]]),
  );
}

/** `{workspaceId_id: {workspaceId, id}}`, or `{workspaceId}` where that alone is the key. */
function keyOf(model: PrismaModel, rows: TenantRows): object {
  const data = dataOf(model, rows);
  const parts = Object.fromEntries(model.key.map((part) => [part, data[part]]));
  return model.key.length === 1 ? parts : { [model.key.join('_')]: parts };
}

/** A row of theirs, as it is for the superuser of tests: the owner, for whom the guard is lifted for a moment. */
async function theirRow(model: PrismaModel): Promise<unknown> {
  await client.query('begin');
  await client.query(`alter table "${model.table}" no force row level security`);
  const { rows } = await client.query(`select * from "${model.table}" where workspace_id = $1`, [theirs]);
  await client.query('rollback');
  return rows;
}

const REFUSED =
  /row-level security|permission denied|not found|No record|does not exist|Foreign key|required but not found/i;

describe.each(models)('G11: $delegate of another workspace', (model) => {
  test('is there, and mine is mine', async () => {
    expect(await theirRow(model)).toHaveLength(1);
    const found = await asMe(model, (delegate) => delegate.findUnique({ where: keyOf(model, myRows) }));
    expect(found).toMatchObject({ workspaceId: mine });
  });

  test('is not found by its key, in a list, or in SQL', async () => {
    const byKey = await asMe(model, (delegate) => delegate.findUnique({ where: keyOf(model, theirRows) }));
    const list = await asMe(model, (delegate) => delegate.findMany());
    const asked = await asMe(model, (delegate) => delegate.findMany({ where: { workspaceId: theirs } }));
    const raw = await asMe(model, (_delegate, tx) =>
      tx.$queryRawUnsafe<unknown[]>(`select 1 from "${model.table}" where workspace_id = $1::uuid`, theirs),
    );
    expect([byKey, list.map((row) => row.workspaceId), asked, raw]).toEqual([null, [mine], [], []]);
  });

  test('is neither changed nor deleted, and none is made for them', async () => {
    const before = await theirRow(model);
    const where = keyOf(model, theirRows);
    const data = { workspaceId: mine };
    const attempts: Array<(delegate: Delegate, tx: WorkspaceTransaction) => Promise<unknown>> = [
      (delegate) => delegate.update({ where, data }),
      (delegate) => delegate.updateMany({ where: { workspaceId: theirs }, data }),
      (delegate) => delegate.delete({ where }),
      (delegate) => delegate.deleteMany({ where: { workspaceId: theirs } }),
      (delegate) => delegate.create({ data: dataOf(model, theirRows) }),
      (delegate) => delegate.createMany({ data: [dataOf(model, theirRows)] }),
      (delegate) => delegate.upsert({ where, create: dataOf(model, theirRows), update: data }),
      (_delegate, tx) =>
        tx.$executeRawUnsafe(
          `update "${model.table}" set workspace_id = $1::uuid where workspace_id = $2::uuid`,
          mine,
          theirs,
        ),
      (_delegate, tx) =>
        tx.$executeRawUnsafe(`delete from "${model.table}" where workspace_id = $1::uuid`, theirs),
    ];
    for (const [index, attempt] of attempts.entries()) {
      expect(await outcomeOf(() => asMe(model, attempt)), `attempt ${index}`).toBe('nothing');
    }
    expect(await theirRow(model)).toEqual(before);
  });

  test('cannot be handed to them: my row keeps its workspace', async () => {
    const give = (delegate: Delegate) =>
      delegate.update({ where: keyOf(model, myRows), data: { workspaceId: theirs } });
    expect(await outcomeOf(() => asMe(model, give))).toBe('nothing');
    const raw = () =>
      asMe(model, (_delegate, tx) =>
        tx.$executeRawUnsafe(`update "${model.table}" set workspace_id = $1::uuid`, theirs),
      );
    expect(await outcomeOf(raw)).toBe('nothing');
    const kept = await asMe(model, (delegate) => delegate.findUnique({ where: keyOf(model, myRows) }));
    expect(kept).toMatchObject({ workspaceId: mine });
  });

  test('cannot be pointed at', async () => {
    for (const relation of model.relations) {
      const parent = models.find(({ delegate }) => delegate.toLowerCase() === relation.to.toLowerCase());
      const connect = parent ? keyOf(parent, theirRows) : { id: theirs };
      const point = (delegate: Delegate) =>
        delegate.update({
          where: keyOf(model, myRows),
          data: { [relation.property]: { connect } },
        });
      expect(await outcomeOf(() => asMe(model, point)), relation.property).toBe('nothing');
    }
  });
});

/** `nothing` for a refusal and for a change of no row; what happened otherwise. */
async function outcomeOf(attempt: () => Promise<unknown>): Promise<string> {
  try {
    const result = await attempt();
    const count = typeof result === 'object' && result !== null && 'count' in result ? result.count : result;
    return count === 0 ? 'nothing' : `done: ${JSON.stringify(count)}`;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return REFUSED.test(message) ? 'nothing' : `failed otherwise: ${message}`;
  }
}

describe('pooled connections', () => {
  const TENANTS = 50;
  const REQUESTS = 1_000;
  const ids = Array.from({ length: TENANTS }, () => newId());
  let few: Database;

  beforeAll(async () => {
    few = openTestDatabase(database.url, undefined, 4);
    await few.people.workspace.createMany({ data: ids.map((id) => ({ id, name: id, slug: id })) });
    for (const workspaceId of ids) {
      const workflow = { name: workspaceId, steps: [], inputSchema: {}, vaultSchema: {} };
      await few.withWorkspace(workspaceId, (tx) =>
        tx.workflow.create({ data: { workspaceId, ...workflow } }),
      );
    }
  });
  afterAll(() => few?.close());

  test('G11: in 1,000 mixed requests of 50 workspaces over 4 connections nobody sees a row of another', async () => {
    let seen = 0;
    const request = async (index: number) => {
      const id = ids[(index * 17) % TENANTS] ?? '';
      const kind = index % 5;
      if (kind === 4) return few.asSystem((tx) => tx.run.count());
      return few.withWorkspace(id, async (tx) => {
        if (kind === 3) {
          // Fails in the database: what the transaction had set must not stay with the connection.
          await tx.$queryRaw`select 1 / 0`.catch(() => undefined);
          throw new Error('rolled back');
        }
        if (kind === 2) await tx.workflow.updateMany({ data: { description: `request ${index}` } });
        const rows = await tx.workflow.findMany();
        const foreign = rows.filter((row) => row.workspaceId !== id);
        expect([rows.length, foreign]).toEqual([1, []]);
        seen += 1;
      });
    };
    let next = 0;
    const caller = async () => {
      while (next < REQUESTS) {
        const index = next++;
        await request(index).catch((error: Error) => expect(error.message).toBe('rolled back'));
      }
    };
    await Promise.all(Array.from({ length: 12 }, caller));
    expect(seen).toBe((REQUESTS / 5) * 3);
    expect(await leftOnConnections(few)).toEqual([]);
  });

  /** Roles and workspaces that a later user of the pool would inherit. */
  async function leftOnConnections(pool: Database): Promise<unknown[]> {
    const looks = Array.from(
      { length: 16 },
      () =>
        pool.people.$queryRaw<Array<{ role: string; workspace: string | null }>>`
          select current_user::text as role, nullif(current_setting('app.workspace_id', true), '') as workspace`,
    );
    const rows = (await Promise.all(looks)).flat();
    return rows.filter(({ role, workspace }) => role.startsWith('latchkey_') || workspace !== null);
  }
});

test('without a workspace the application sees nothing at all', async () => {
  for (const { table } of models) {
    await client.query('begin');
    await client.query('set local role latchkey_app');
    const { rowCount } = await client.query(`select 1 from "${table}"`);
    await client.query('rollback');
    expect([table, rowCount]).toEqual([table, 0]);
  }
});
