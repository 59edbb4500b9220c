import type { AuditHead } from '@/lib/contract/audit-log';
import type { AuditRow } from './chain-store';

/** The end of a chain as it is exported. It needs no signature of its own: `hash` is over chain and number. */
export function headOf(row: AuditRow): AuditHead {
  return {
    workspace_id: row.workspaceId,
    seq: Number(row.seq),
    at: row.at.toISOString(),
    hash: hex(row.hash),
    signature: hex(row.signature),
    key_id: row.keyId,
  };
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
