import type { AuditFault, AuditHead } from '@/lib/contract/audit-log';
import type { AuditKeys } from '@/lib/crypto/audit-key';
import type { Database } from '@/lib/db/database';
import { chainHash, chainStart } from './chain-hash';
import { headOf, hex } from './chain-head';
import { type AuditRow, readChainAfter } from './chain-store';

export interface ChainFault {
  seq: number;
  reason: AuditFault;
}

export interface ChainVerification {
  /** Rows that were read: all, or those up to the first bad one. */
  records: number;
  head: AuditHead | null;
  fault: ChainFault | null;
}

/** What is known of the chain from elsewhere. */
export type KnownHead = Pick<AuditHead, 'seq' | 'hash'>;

const PAGE = 1_000;

/**
 * Walks a chain from its first row and names the first one that is not as it was written: changed, missing, put in
 * between, moved, or made by someone without the audit key. Only a head kept elsewhere shows that the end is cut off.
 */
export async function verifyChain(
  deps: { db: Database; auditKeys: AuditKeys },
  workspaceId: string,
  known: readonly KnownHead[] = [],
): Promise<ChainVerification> {
  const hashes = new Map(known.map((head) => [head.seq, head.hash]));
  let last: AuditRow | null = null;
  for (;;) {
    const after: bigint = last?.seq ?? 0n;
    const rows = await deps.db.withWorkspace(workspaceId, (tx) =>
      readChainAfter(tx, workspaceId, after, PAGE),
    );
    for (const row of rows) {
      const fault = faultOf(deps.auditKeys, row, last, hashes);
      if (fault) return result(last, fault);
      last = row;
    }
    if (rows.length < PAGE) break;
  }
  const records = Number(last?.seq ?? 0n);
  const cutOff = known.some((head) => head.seq > records);
  return result(last, cutOff ? { seq: records + 1, reason: 'missing' } : null);
}

function faultOf(
  keys: AuditKeys,
  row: AuditRow,
  previous: AuditRow | null,
  hashes: ReadonlyMap<number, string>,
): ChainFault | null {
  const seq = Number(previous?.seq ?? 0n) + 1;
  if (Number(row.seq) !== seq) return { seq, reason: 'missing' };
  const reason = contentFault(keys, row, previous?.hash ?? chainStart(row.workspaceId));
  if (reason) return { seq, reason };
  const exported = hashes.get(seq);
  const differs = exported !== undefined && exported !== hex(row.hash);
  return differs ? { seq, reason: 'not_as_exported' } : null;
}

function contentFault(keys: AuditKeys, row: AuditRow, previousHash: Uint8Array): AuditFault | null {
  if (hex(row.previousHash) !== hex(previousHash)) return 'not_following';
  if (hex(chainHash(row)) !== hex(row.hash)) return 'changed';
  const key = keys.find(row.keyId);
  if (!key) return 'unknown_key';
  return key.verifies(row.hash, row.signature) ? null : 'not_signed';
}

function result(last: AuditRow | null, fault: ChainFault | null): ChainVerification {
  return { records: Number(last?.seq ?? 0n), head: last && headOf(last), fault };
}
