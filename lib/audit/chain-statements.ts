import { z } from 'zod';
import type { AuditKeys } from '@/lib/crypto/audit-key';
import type { Statement } from '@/lib/db/workspace-reader';
import { chainHash, chainStart } from './chain-hash';
import { hex } from './chain-head';
import type { PlainRecord } from './plain-record';

/** Locks the chain of a workspace until the commit, and says where it ends. Time is the database's, one clock for all processes. */
export function lockChain(workspaceId: string): Statement {
  return {
    name: 'lock_audit_chain',
    text: 'select seq, hash, at from lock_audit_chain($1::uuid)',
    values: [workspaceId],
  };
}

/** Where a chain ends; 0 and null for one that has not begun. */
export interface ChainEnd {
  seq: bigint;
  hash: Uint8Array | null;
  /** When what comes next happened. */
  at: Date;
}

const chainEnd = z.tuple([
  z.object({ seq: z.coerce.bigint(), hash: z.instanceof(Uint8Array).nullable(), at: z.date() }),
]);

/** From the rows of that statement. */
export function readChainEnd(rows: unknown): ChainEnd {
  return chainEnd.parse(rows)[0];
}

/** Locks it like the above, and refuses the transaction unless it ends there. */
export function holdChain(workspaceId: string, { seq, hash, at }: ChainEnd): Statement {
  return {
    name: 'hold_audit_chain',
    text: 'select from hold_audit_chain($1::uuid, $2::bigint, $3::bytea, $4::timestamptz)',
    values: [workspaceId, seq, hash && Buffer.from(hash), at],
  };
}

/** One JSON text: a value of its own for every column of every row took ten times as long. */
const INSERT = `
  insert into audit_record (
    workspace_id, seq, at, actor_kind, actor_id, actor_name, action, object_kind, object_id, outcome, request_id,
    address_hash, detail, previous_hash, hash, signature, key_id)
  select
    $1::uuid, r.seq, $2::timestamptz, r."actorKind", r."actorId", r."actorName", r.action,
    r."objectKind", r."objectId", r.outcome, r."requestId", r."addressHash", r.detail,
    decode(r."previousHash", 'hex'), decode(r.hash, 'hex'), decode(r.signature, 'hex'), $3
  from json_to_recordset($4::json) as r(
    seq bigint, "actorKind" text, "actorId" text, "actorName" text, action text, "objectKind" text, "objectId" text,
    outcome text, "requestId" text, "addressHash" text, detail text, "previousHash" text, hash text, signature text)`;

/** Adds the records where the chain ends: numbers without a gap, each hash over the one before, each signed. */
export function addToChain(
  workspaceId: string,
  auditKeys: AuditKeys,
  { seq: last, hash: lastHash, at }: ChainEnd,
  records: readonly PlainRecord[],
): { statement: Statement; end: ChainEnd } {
  const { current: key } = auditKeys;
  let previousHash: Uint8Array = lastHash ?? chainStart(workspaceId);
  const rows = records.map((record, index) => {
    const seq = last + BigInt(index + 1);
    const hash = chainHash({ workspaceId, seq, at, previousHash, ...record });
    const links = { previousHash: hex(previousHash), hash: hex(hash), signature: hex(key.sign(hash)) };
    previousHash = hash;
    return { seq: seq.toString(), ...links, ...record };
  });
  const values = [workspaceId, at, key.id, JSON.stringify(rows)];
  return {
    statement: { name: 'add_to_audit_chain', text: INSERT, values },
    end: { seq: last + BigInt(records.length), hash: previousHash, at },
  };
}
