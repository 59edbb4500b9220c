import {
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { invariant } from '@/lib/kernel/assert';

const KEY_BYTES = 32;
const INFO = 'latchkey/v1/audit-chain';

/** Half a HMAC, in hex, is enough to tell addresses apart; without the key nobody can try all of them. */
const ADDRESS_HASH_LENGTH = 16;
/** Addresses whose hashes are remembered: a caller asks over and over. */
const MAX_ADDRESSES = 1_000;

/**
 * Signs the audit chain. A chain of plain hashes can be computed anew by anyone who may write the database; with an
 * HMAC under a key that the database never sees, that is noticed too.
 */
export class AuditKey {
  /** 8 hex digits, kept in each row, so that a row says which key it was signed with. */
  readonly id: string;
  readonly #key: KeyObject;
  readonly #addressHashes = new Map<string, string>();

  private constructor(bytes: Buffer) {
    this.id = createHash('sha256').update('audit-key-id').update(bytes).digest('hex').slice(0, 8);
    this.#key = createSecretKey(bytes);
  }

  /** Derived like the secret of sessions (derive.ts): an installation backs up one master key. */
  static derive(kek: Buffer): AuditKey {
    invariant(kek.length === KEY_BYTES, 'a master key has 32 bytes');
    const bytes = Buffer.from(hkdfSync('sha256', kek, new Uint8Array(0), INFO, KEY_BYTES));
    try {
      return new AuditKey(bytes);
    } finally {
      bytes.fill(0);
    }
  }

  sign(bytes: Uint8Array): Buffer {
    return createHmac('sha256', this.#key).update(bytes).digest();
  }

  addressHash(address: string): string {
    const known = this.#addressHashes.get(address);
    if (known !== undefined) return known;
    const hash = this.sign(Buffer.from(`address/${address}`))
      .toString('hex')
      .slice(0, ADDRESS_HASH_LENGTH);
    if (this.#addressHashes.size >= MAX_ADDRESSES) this.#addressHashes.clear();
    this.#addressHashes.set(address, hash);
    return hash;
  }

  verifies(bytes: Uint8Array, mac: Uint8Array): boolean {
    const expected = this.sign(bytes);
    return mac.length === expected.length && timingSafeEqual(expected, mac);
  }
}

/** The keys of an installation, from its master key and the ones before it. */
export function auditKeysOf(kek: Buffer, formerKeks: readonly Buffer[]): AuditKeys {
  return new AuditKeys(AuditKey.derive(kek), formerKeks.map(AuditKey.derive));
}

/** The key that signs now, and earlier ones, after a change of the master key, that only verify. */
export class AuditKeys {
  readonly #byId: Map<string, AuditKey>;

  constructor(
    readonly current: AuditKey,
    earlier: readonly AuditKey[] = [],
  ) {
    this.#byId = new Map([...earlier, current].map((key) => [key.id, key]));
  }

  find(id: string): AuditKey | undefined {
    return this.#byId.get(id);
  }
}
