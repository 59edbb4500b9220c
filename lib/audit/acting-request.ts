import type { AuditKeys } from '@/lib/crypto/audit-key';

export interface ActingRequest {
  id: string;
  /** Keyed hash of the caller's address: tells two callers apart and cannot be turned back. */
  addressHash: string | null;
}

/** Half a HMAC is enough to tell addresses apart; without the key nobody can try all of them. */
const HASH_LENGTH = 16;

export function actingRequest(keys: AuditKeys, id: string, address: string | undefined): ActingRequest {
  return {
    id,
    // When it is asked for: most requests put nothing on record, and this is a tenth of what the shortest costs.
    get addressHash() {
      if (address === undefined) return null;
      const mac = keys.current.sign(Buffer.from(`address/${address}`));
      return mac.toString('hex').slice(0, HASH_LENGTH);
    },
  };
}
