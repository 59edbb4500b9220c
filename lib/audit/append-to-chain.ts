import { z } from 'zod';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { contextOf } from '@/lib/db/transaction-context';
import { chainHash, chainStart } from './chain-hash';
import type { PlainRecord } from './plain-record';

const chainEnd = z.tuple([
  z.object({ seq: z.bigint(), hash: z.instanceof(Uint8Array).nullable(), at: z.date() }),
]);

/**
 * Locks the chain of the transaction's workspace until the commit, and adds the records at its end: numbers without a
 * gap, each hash over the one before, each signed. Time is the database's, one clock for all processes.
 */
export async function appendToChain(
  tx: WorkspaceTransaction,
  records: readonly PlainRecord[],
): Promise<void> {
  const { workspaceId, auditKeys } = contextOf(tx);
  const [end] = chainEnd.parse(
    await tx.$queryRaw`select seq, hash, at from lock_audit_chain(${workspaceId}::uuid)`,
  );
  let { seq } = end;
  let previousHash: Uint8Array<ArrayBuffer> = new Uint8Array(end.hash ?? chainStart(workspaceId));
  const rows = records.map((record) => {
    seq += 1n;
    const placed = { ...record, workspaceId, seq, at: end.at, previousHash };
    const hash = new Uint8Array(chainHash(placed));
    const signature = new Uint8Array(auditKeys.current.sign(hash));
    previousHash = hash;
    return { ...placed, hash, signature, keyId: auditKeys.current.id };
  });
  await tx.auditRecord.createMany({ data: rows });
}
