import { hash } from 'node:crypto';
import type { PlainRecord } from './plain-record';

/** A record with its place in the chain. */
export interface PlacedRecord extends PlainRecord {
  workspaceId: string;
  /** From 1, without a gap. */
  seq: bigint;
  at: Date;
  previousHash: Uint8Array;
}

/**
 * What is hashed: a JSON array of strings and nulls in UTF-8. Arrays have an order, strings one spelling
 * (ECMA-262, JSON.stringify), so there is nothing that another version could write differently.
 * FROZEN: rows are kept for years. A change makes a `v2` beside this one; tests/unit/audit-chain-hash.test.ts pins it.
 */
export function canonicalText(record: PlacedRecord): string {
  return JSON.stringify([
    'latchkey.audit.v1',
    record.workspaceId,
    record.seq.toString(),
    record.at.toISOString(),
    record.actorKind,
    record.actorId,
    record.actorName,
    record.action,
    record.objectKind,
    record.objectId,
    record.outcome,
    record.requestId,
    record.addressHash,
    record.detail,
    Buffer.from(record.previousHash).toString('hex'),
  ]);
}

export function chainHash(record: PlacedRecord): Buffer {
  return sha256(canonicalText(record));
}

/** What the first record of a workspace follows: a chain cannot be passed off as another's. */
export function chainStart(workspaceId: string): Buffer {
  return sha256(`latchkey.audit.v1/${workspaceId}`);
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
