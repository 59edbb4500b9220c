import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ActRecorder } from '@/lib/audit/act-recorder';
import { chainHash, chainStart } from '@/lib/audit/chain-hash';
import { type ChainEnd, holdChain } from '@/lib/audit/chain-statements';
import { ChainWriter } from '@/lib/audit/chain-writer';
import { type Act, type Acting, recordAct } from '@/lib/audit/record-act';
import type { Database } from '@/lib/db/database';
import { newId } from '@/lib/kernel/id';
import { createTestDatabase, openTestDatabase, type TestDatabase, testAuditKeys } from '../support/database';

const auditKeys = testAuditKeys();
let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openTestDatabase(database.url, auditKeys);
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

const act: Act = { action: 'secret.resolved', object: { kind: 'entry', id: 'e-1' } };

function someone(workspaceId = newId()): Acting {
  return { workspaceId, who: { kind: 'person', userId: 'u-1', name: 'Olga' } };
}

function chainOf(workspaceId: string) {
  return db.withWorkspace(workspaceId, (tx) => tx.auditRecord.findMany({ orderBy: { seq: 'asc' } }));
}

async function expectWhole(workspaceId: string, length: number): Promise<void> {
  const rows = await chainOf(workspaceId);
  expect(rows.map((row) => Number(row.seq))).toEqual(Array.from({ length }, (_, index) => index + 1));
  let previous: Uint8Array = chainStart(workspaceId);
  for (const row of rows) {
    expect(Buffer.from(row.previousHash).equals(previous)).toBe(true);
    expect(chainHash(row).equals(row.hash)).toBe(true);
    expect(auditKeys.find(row.keyId)?.verifies(row.hash, row.signature)).toBe(true);
    previous = row.hash;
  }
}

test('transactions that act at the same time make one chain without a gap', async () => {
  const actor = someone();
  await Promise.all(
    Array.from({ length: 20 }, () =>
      db.withWorkspace(actor.workspaceId, async (tx) => {
        recordAct(tx, actor, act);
        await tx.workflow.count();
        recordAct(tx, actor, act);
      }),
    ),
  );
  await expectWhole(actor.workspaceId, 40);
});

test('an act that fails leaves no record, and a record that fails leaves no act', async () => {
  const actor = someone();
  await db.people.workspace.create({
    data: { id: actor.workspaceId, name: 'Acme', slug: actor.workspaceId },
  });
  const workflow = { workspaceId: actor.workspaceId, name: 'w', steps: [], inputSchema: {}, vaultSchema: {} };
  const failing = db.withWorkspace(actor.workspaceId, async (tx) => {
    recordAct(tx, actor, act);
    throw new Error('the act failed');
  });
  await expect(failing).rejects.toThrow('the act failed');

  const unrecorded = db.withWorkspace(actor.workspaceId, async (tx) => {
    await tx.workflow.create({ data: workflow });
    recordAct(tx, someone(), act);
  });
  await expect(unrecorded).rejects.toThrow('in the workspace of its actor');
  const counts = await db.withWorkspace(actor.workspaceId, async (tx) => [
    await tx.auditRecord.count(),
    await tx.workflow.count(),
  ]);
  expect(counts).toEqual([0, 0]);
});

test('reads recorded at the same time share commits, and each resolves only when its own is on record', async () => {
  const recorder = new ActRecorder(new ChainWriter(db, auditKeys));
  const actors = [someone(), someone()];
  const counts: number[] = [];
  await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const actor = actors[index % 2] ?? someone();
      const id = `read-${index}`;
      await recorder.record(actor, { ...act, object: { kind: 'entry', id } });
      counts.push(
        await db.withWorkspace(actor.workspaceId, (tx) => tx.auditRecord.count({ where: { objectId: id } })),
      );
    }),
  );
  expect(counts).toEqual(Array.from({ length: 60 }, () => 1));
  for (const { workspaceId } of actors) await expectWhole(workspaceId, 30);
  const commits = await db.withWorkspace(actors[0]?.workspaceId ?? '', (tx) =>
    tx.auditRecord.groupBy({ by: ['at'] }),
  );
  expect(commits.length).toBeLessThan(20);
});

/** How the database was asked: in one trip or in two. */
function counted(of: Database) {
  const trips: number[] = [];
  const chains = new ChainWriter(
    {
      inOneTrip: (...args) => of.inOneTrip(...args).finally(() => trips.push(1)),
      inTwoTrips: (...args) => of.inTwoTrips(...args).finally(() => trips.push(2)),
    },
    auditKeys,
  );
  return { recorder: new ActRecorder(chains), chains, trips };
}

test('an act behind another takes one trip; where somebody else has acted in between, it is done again in two', async () => {
  const actor = someone();
  const { recorder, trips } = counted(db);
  await recorder.record(actor, act);
  await recorder.record(actor, act);
  expect(trips).toEqual([2, 1]);
  await db.withWorkspace(actor.workspaceId, async (tx) => recordAct(tx, actor, act));
  await recorder.record(actor, act);
  expect(trips).toEqual([2, 1, 1, 2]);
  await expectWhole(actor.workspaceId, 4);
});

test('processes that act in one workspace at the same time make one chain, in which time never runs backwards', async () => {
  const actor = someone();
  const others = [1, 2].map(() => openTestDatabase(database.url, auditKeys));
  const recorders = others.map((each) => new ActRecorder(new ChainWriter(each, auditKeys)));
  await Promise.all(
    recorders.map(async (recorder) => {
      for (let count = 0; count < 40; count += 1) await recorder.record(actor, act);
    }),
  );
  await expectWhole(actor.workspaceId, 80);
  const times = (await chainOf(actor.workspaceId)).map(({ at }) => at.getTime());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  await Promise.all(others.map((each) => each.close()));
});

test('what the statements of an act are refused takes the act with it, and the next one goes on behind the last', async () => {
  const actor = someone();
  const { recorder, trips } = counted(db);
  await recorder.record(actor, act);
  const failing = { text: 'select 1 / 0', values: [] };
  await expect(recorder.carryOut(actor, act, [failing])).rejects.toThrow(/division by zero/);
  await recorder.carryOut(actor, act, []);
  expect(trips).toEqual([2, 1, 2, 2]);
  await expectWhole(actor.workspaceId, 2);
});

test('an end that is not the end, and a time that is not now, are refused', async () => {
  const actor = someone();
  await db.withWorkspace(actor.workspaceId, async (tx) => recordAct(tx, actor, act));
  const [last] = await chainOf(actor.workspaceId);
  if (!last) throw new Error('nothing is on record');
  const now = () => new Date(Math.max(Date.now(), last.at.getTime()));
  const held = (end: ChainEnd) => db.inOneTrip(actor.workspaceId, [holdChain(actor.workspaceId, end)]);
  await expect(held({ seq: 1n, hash: last.hash, at: now() })).resolves.toBeDefined();
  for (const wrong of [
    { seq: 2n, hash: last.hash, at: now() },
    { seq: 1n, hash: last.previousHash, at: now() },
    { seq: 1n, hash: last.hash, at: new Date(last.at.getTime() - 1) },
    { seq: 1n, hash: last.hash, at: new Date(Date.now() + 5_000) },
  ])
    await expect(held(wrong)).rejects.toMatchObject({ code: 'LK001' });
});

test('a read that cannot be recorded is refused, and the recorder works on', async () => {
  const broken = openTestDatabase('postgresql://nobody@127.0.0.1:1/none');
  const recorder = new ActRecorder(new ChainWriter(broken, auditKeys));
  await expect(recorder.record(someone(), act)).rejects.toThrow();
  await recorder.close();
  await broken.close();
});

test('neither the application nor the owner of the table changes or removes a record', async () => {
  const actor = someone();
  await db.withWorkspace(actor.workspaceId, async (tx) => recordAct(tx, actor, act));
  const statements = [
    'update audit_record set action = $$x$$',
    'delete from audit_record',
    'truncate audit_record',
  ];
  for (const statement of statements) {
    await expect(
      db.withWorkspace(actor.workspaceId, (tx) => tx.$executeRawUnsafe(statement)),
    ).rejects.toThrow(/permission denied/);
  }
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  try {
    await owner.query('alter table audit_record no force row level security');
    for (const statement of statements) {
      await expect(owner.query(statement)).rejects.toThrow(/never changed or removed/);
    }
  } finally {
    await owner.query('alter table audit_record force row level security');
    await owner.end();
  }
  await expectWhole(actor.workspaceId, 1);
});
