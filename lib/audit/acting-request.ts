import type { AuditKeys } from '@/lib/crypto/audit-key';

export interface ActingRequest {
  id: string;
  /** Keyed hash of the caller's address: tells two callers apart and cannot be turned back. */
  addressHash: string | null;
}

/** Half a HMAC is enough to tell addresses apart; without the key nobody can try all of them. */
const HASH_LENGTH = 16;

export function actingRequest(keys: AuditKeys, id: string, address: string | undefined): ActingRequest {
  if (address === undefined) return { id, addressHash: null };
  const mac = keys.current.sign(Buffer.from(`address/${address}`));
  return { id, addressHash: mac.toString('hex').slice(0, HASH_LENGTH) };
}
