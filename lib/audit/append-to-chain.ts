import { z } from 'zod';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { contextOf } from '@/lib/db/transaction-context';
import { chainHash, chainStart } from './chain-hash';
import { hex } from './chain-head';
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
  let previousHash: Uint8Array = end.hash ?? chainStart(workspaceId);
  const rows = records.map((record) => {
    seq += 1n;
    const hash = chainHash({ ...record, workspaceId, seq, at: end.at, previousHash });
    const links = { previousHash: hex(previousHash), hash: hex(hash) };
    previousHash = hash;
    return { ...record, seq: seq.toString(), ...links, signature: hex(auditKeys.current.sign(hash)) };
  });
  await insertRows(tx, { workspaceId, at: end.at, keyId: auditKeys.current.id }, rows);
}

type Row = PlainRecord & { seq: string; previousHash: string; hash: string; signature: string };

/** As one JSON text: a value of its own for every column of every row took ten times as long. */
async function insertRows(
  tx: WorkspaceTransaction,
  common: { workspaceId: string; at: Date; keyId: string },
  rows: Row[],
): Promise<void> {
  await tx.$executeRaw`
    insert into audit_record (
      workspace_id, seq, at, actor_kind, actor_id, actor_name, action, object_kind, object_id, outcome, request_id,
      address_hash, detail, previous_hash, hash, signature, key_id)
    select
      ${common.workspaceId}::uuid, r.seq, ${common.at}::timestamptz, r."actorKind", r."actorId", r."actorName", r.action,
      r."objectKind", r."objectId", r.outcome, r."requestId", r."addressHash", r.detail,
      decode(r."previousHash", 'hex'), decode(r.hash, 'hex'), decode(r.signature, 'hex'), ${common.keyId}
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(
      seq bigint, "actorKind" text, "actorId" text, "actorName" text, action text, "objectKind" text, "objectId" text,
      outcome text, "requestId" text, "addressHash" text, detail text, "previousHash" text, hash text, signature text)`;
}
