import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ActRecorder } from '@/lib/audit/act-recorder';
import { chainHash, chainStart } from '@/lib/audit/chain-hash';
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
  const recorder = new ActRecorder(db, auditKeys);
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

test('a read that cannot be recorded is refused, and the recorder works on', async () => {
  const broken = openTestDatabase('postgresql://nobody@127.0.0.1:1/none');
  const recorder = new ActRecorder(broken, auditKeys);
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
