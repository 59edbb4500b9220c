import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalText, type PlacedRecord } from '@/lib/audit/chain-hash';
import { listChains, readChainAfter } from '@/lib/audit/chain-store';
import { recordAct } from '@/lib/audit/record-act';
import { type KnownHead, verifyChain } from '@/lib/audit/verify-chain';
import { AuditKey, AuditKeys } from '@/lib/crypto/audit-key';
import type { Database } from '@/lib/db/database';
import { newId } from '@/lib/kernel/id';
import { createTestDatabase, openTestDatabase, type TestDatabase, testAuditKeys } from '../support/database';

const ROWS = 10_000;
const auditKeys = testAuditKeys();
const workspaceId = newId();
let database: TestDatabase;
let db: Database;
/** The owner of the table, who has taken away what stops an owner. */
let owner: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openTestDatabase(database.url, auditKeys);
  await append(workspaceId, ROWS);
  await append(newId(), 3);
  owner = new Client({ connectionString: database.url });
  await owner.connect();
  await owner.query('alter table audit_record no force row level security');
  await owner.query('alter table audit_record disable trigger all');
  // Only the primary key is needed here, and the rows are put back after each test.
  for (const column of ['action', 'actor_id', 'object_id']) {
    await owner.query(`drop index audit_record_workspace_id_${column}_seq_idx`);
  }
  await owner.query('drop index audit_record_workspace_id_at_idx');
  await owner.query('create table untouched as select * from audit_record');
});
afterAll(async () => {
  await owner?.end();
  await db?.close();
  await database?.drop();
});

async function append(id: string, count: number): Promise<void> {
  const actor = { workspaceId: id, who: { kind: 'person', userId: 'u-1', name: 'Olga' } } as const;
  for (let done = 0; done < count; done += 1_000) {
    await db.withWorkspace(id, async (tx) => {
      for (let index = done; index < Math.min(done + 1_000, count); index += 1) {
        recordAct(tx, actor, {
          action: 'secret.resolved',
          object: { kind: 'entry', id: `entry ${index}` },
          detail: { from: 'cache', run_id: `run ${index % 7}` },
        });
      }
    });
  }
}

/** What the verification says after the statements; the table is as before when it is done. */
async function verdictAfter(statements: string[], ...known: KnownHead[]) {
  for (const statement of statements) await owner.query(statement.replaceAll('$chain', `'${workspaceId}'`));
  try {
    return await verifyChain({ db, auditKeys }, workspaceId, known);
  } finally {
    await owner.query('truncate audit_record');
    await owner.query('insert into audit_record select * from untouched');
  }
}

const rowOf = (seq: number) => `workspace_id = $chain and seq = ${seq}`;

describe(`G24: a chain of ${ROWS} rows`, () => {
  test('verifies as it was written, and each workspace has its own', async () => {
    const verified = await verifyChain({ db, auditKeys }, workspaceId);
    expect(verified).toMatchObject({ records: ROWS, fault: null, head: { seq: ROWS } });
    expect((await listChains(db)).length).toBe(2);
  });

  test('an edited row is named, whichever column it is in', async () => {
    const columns = [
      `at = at + interval '1 hour'`,
      `actor_id = 'u-2'`,
      `action = 'entry.deleted'`,
      `object_id = 'entry 1'`,
      `outcome = 'failure'`,
      `detail = '{}'`,
      `request_id = 'r'`,
    ];
    for (const [index, column] of columns.entries()) {
      const seq = index === 0 ? 4_711 : index;
      const { fault } = await verdictAfter([`update audit_record set ${column} where ${rowOf(seq)}`]);
      expect({ column, fault }).toEqual({ column, fault: { seq, reason: 'changed' } });
    }
  });

  test('a removed row is named, also when the others close ranks', async () => {
    const removal = `delete from audit_record where ${rowOf(2_500)}`;
    expect((await verdictAfter([removal])).fault).toEqual({ seq: 2_500, reason: 'missing' });
    const closed = await verdictAfter([removal, moveFrom(2_501, -1)]);
    expect(closed.fault).toEqual({ seq: 2_500, reason: 'not_following' });
    expect((await verdictAfter([`delete from audit_record where ${rowOf(1)}`])).fault?.seq).toBe(1);
  });

  test('a row put in between is named', async () => {
    const copy = `insert into audit_record select workspace_id, 300, at, actor_kind, actor_id, actor_name, action, object_kind,
      object_id, outcome, request_id, address_hash, detail, previous_hash, hash, signature, key_id
      from untouched where ${rowOf(299)}`;
    const { fault } = await verdictAfter([moveFrom(300, 1), copy]);
    expect(fault).toEqual({ seq: 300, reason: 'not_following' });
  });

  test('two rows that changed places are named by the first of them', async () => {
    const { fault } = await verdictAfter([
      `update audit_record set seq = 0 where ${rowOf(7_000)}`,
      `update audit_record set seq = 7000 where ${rowOf(7_500)}`,
      `update audit_record set seq = 7500 where ${rowOf(0)}`,
    ]);
    expect(fault?.seq).toBe(7_000);
  });

  test('a tail that was cut off is seen against a head that was kept elsewhere, and only then', async () => {
    const { head } = await verifyChain({ db, auditKeys }, workspaceId);
    const kept = head ? [head] : [];
    const cut = `delete from audit_record where workspace_id = $chain and seq > 9990`;
    expect((await verdictAfter([cut])).fault).toBeNull();
    expect((await verdictAfter([cut], ...kept)).fault).toEqual({ seq: 9_991, reason: 'missing' });
    const everything = 'delete from audit_record where workspace_id = $chain';
    expect((await verdictAfter([everything], ...kept)).fault).toEqual({
      seq: 1,
      reason: 'missing',
    });
    const other = { seq: 9_000, hash: '0'.repeat(64) };
    expect((await verdictAfter([], other)).fault).toEqual({ seq: 9_000, reason: 'not_as_exported' });
  });

  test('someone who computes all hashes anew, but has no audit key, is found at the first of them', async () => {
    const rows = await db.withWorkspace(workspaceId, (tx) => readChainAfter(tx, workspaceId, 0n, ROWS));
    const statements: string[] = [];
    let previousHash: Uint8Array = rows[9_994]?.hash ?? Buffer.alloc(0);
    for (const row of rows.slice(9_995)) {
      const forged: PlacedRecord = { ...row, objectId: 'forged', previousHash };
      const hash = createHash('sha256').update(canonicalText(forged)).digest();
      statements.push(`update audit_record set object_id = 'forged', hash = '\\x${hash.toString('hex')}',
        previous_hash = '\\x${Buffer.from(previousHash).toString('hex')}' where ${rowOf(Number(row.seq))}`);
      previousHash = hash;
    }
    expect((await verdictAfter(statements)).fault).toEqual({ seq: 9_996, reason: 'not_signed' });
  });

  test('a row of another chain does not begin this one', async () => {
    const others = `select seq from untouched where workspace_id <> $chain`;
    const { fault } = await verdictAfter([
      'delete from audit_record where workspace_id = $chain',
      `update audit_record set workspace_id = $chain where seq in (${others})`,
    ]);
    expect(fault).toEqual({ seq: 1, reason: 'not_following' });
  });

  test('after a change of the master key the former one verifies what it signed', async () => {
    const later = AuditKey.derive(Buffer.alloc(32, 9));
    const forgotten = await verifyChain({ db, auditKeys: new AuditKeys(later) }, workspaceId);
    expect(forgotten.fault).toEqual({ seq: 1, reason: 'unknown_key' });
    const kept = new AuditKeys(later, [auditKeys.current]);
    expect((await verifyChain({ db, auditKeys: kept }, workspaceId)).fault).toBeNull();
  });
});

/** All rows from `seq` on, one place up or down; in two steps, since each number is unique. */
function moveFrom(seq: number, by: 1 | -1): string {
  return `update audit_record set seq = seq + 1000000 where workspace_id = $chain and seq >= ${seq};
    update audit_record set seq = seq - 1000000 + ${by} where workspace_id = $chain and seq > 1000000`;
}
