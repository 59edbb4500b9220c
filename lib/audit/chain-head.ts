import { z } from 'zod';
import type { AuditRow } from './chain-store';

/**
 * The end of a chain as it is exported: whoever keeps it where the database's administrator has no hand can tell later
 * that the chain was cut short. It needs no signature of its own: `hash` is over chain and number, `signature` over it.
 */
export const chainHead = z.object({
  workspace_id: z.uuid(),
  seq: z.number().int().positive(),
  at: z.string(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
  key_id: z.string(),
});
export type ChainHead = z.infer<typeof chainHead>;

export function headOf(row: AuditRow): ChainHead {
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
