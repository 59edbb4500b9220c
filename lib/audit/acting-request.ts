import type { AuditKeys } from '@/lib/crypto/audit-key';

export interface ActingRequest {
  id: string;
  /** Keyed hash of the caller's address: tells two callers apart and cannot be turned back. */
  addressHash: string | null;
}

export function actingRequest(keys: AuditKeys, id: string, address: string | undefined): ActingRequest {
  return { id, addressHash: address === undefined ? null : keys.current.addressHash(address) };
}
