import { hex } from '@/lib/audit/chain-head';
import type { AuditRow } from '@/lib/audit/chain-store';

/** A record with everything that is hashed, under the columns' names, in the order of the canonical bytes. */
export function exportedRecord(row: AuditRow) {
  return {
    workspace_id: row.workspaceId,
    seq: Number(row.seq),
    at: row.at.toISOString(),
    actor_kind: row.actorKind,
    actor_id: row.actorId,
    actor_name: row.actorName,
    action: row.action,
    object_kind: row.objectKind,
    object_id: row.objectId,
    outcome: row.outcome,
    request_id: row.requestId,
    address_hash: row.addressHash,
    /** The text that was hashed, not an object: another program would write an object its own way. */
    detail: row.detail,
    previous_hash: hex(row.previousHash),
    hash: hex(row.hash),
    signature: hex(row.signature),
    key_id: row.keyId,
  };
}

export type ExportedRecord = ReturnType<typeof exportedRecord>;

export function jsonLine(row: AuditRow): string {
  return `${JSON.stringify(exportedRecord(row))}\n`;
}
