import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { DecryptError, KeyUnavailableError } from './open-errors';
import type { Sealed } from './purpose';
import { decryptRecord, encryptRecord, type RecordScope } from './record-cipher';
import { parseRecord } from './record-header';

const KEK_BYTES = 32;
const STRICT_BASE64 = /^[A-Za-z0-9+/]{43}=$/;

/** What a wrapped key is bound to. A key management service gets the same fields as its encryption context. */
export interface WrapContext {
  readonly workspaceId: string;
  readonly version: number;
}

/**
 * Wraps and unwraps workspace keys under a key encryption key (KEK) that no other code sees. Asynchronous because
 * a key management service is a network away. `unwrap` throws `KeyUnavailableError` for a KEK that is not loaded,
 * `DecryptError` for anything that was not wrapped by that KEK for that context.
 */
export interface KeyProvider {
  readonly currentKekId: string;
  wrap(key: KeyObject, context: WrapContext): Promise<{ kekId: string; wrapped: Sealed<'wk'> }>;
  unwrap(kekId: string, wrapped: Uint8Array, context: WrapContext): Promise<KeyObject>;
}

/**
 * KEKs from the environment. Wraps with the active one; the others only unwrap, which serves both ends of a KEK
 * rotation: the new key while it is staged and inert, and the old one until every row is rewrapped.
 */
export class EnvKeyProvider implements KeyProvider {
  readonly currentKekId: string;
  readonly #active: KeyObject;
  readonly #keks = new Map<string, KeyObject>();

  constructor(active: Buffer, others: readonly Buffer[] = []) {
    this.currentKekId = kekIdOf(active);
    this.#active = createSecretKey(active);
    this.#keks.set(this.currentKekId, this.#active);
    for (const kek of others) {
      const id = kekIdOf(kek);
      if (this.#keks.has(id)) throw new Error(`master key ${id} is given twice`);
      this.#keks.set(id, createSecretKey(kek));
    }
  }

  /** What an instance reports before a staged KEK may become active on all of them. */
  get loadedKekIds(): readonly string[] {
    return [...this.#keks.keys()];
  }

  async wrap(key: KeyObject, context: WrapContext): Promise<{ kekId: string; wrapped: Sealed<'wk'> }> {
    const bytes = key.export();
    try {
      const wrapped = encryptRecord(this.#active, context.version, wrapScope(context), bytes);
      return { kekId: this.currentKekId, wrapped };
    } finally {
      bytes.fill(0);
    }
  }

  async unwrap(kekId: string, wrapped: Uint8Array, context: WrapContext): Promise<KeyObject> {
    const kek = this.#keks.get(kekId);
    if (kek === undefined) throw new KeyUnavailableError(`kek ${kekId}`);
    const record = parseRecord(wrapped, 'wk');
    if (record.keyVersion !== context.version) throw new DecryptError();
    const bytes = decryptRecord(kek, wrapScope(context), record);
    try {
      if (bytes.length !== KEK_BYTES) throw new DecryptError();
      return createSecretKey(bytes);
    } finally {
      bytes.fill(0);
    }
  }
}

/** Tells keys apart in logs, rows and an operator's backup note without revealing one: 8 hex digits. */
export function kekIdOf(kek: Buffer): string {
  if (kek.length !== KEK_BYTES) throw new Error('a master key has 32 bytes');
  return createHash('sha256').update('kek-id').update(kek).digest('hex').slice(0, 8);
}

/**
 * Reads a KEK as configured: canonical base64 of exactly 32 bytes. No trimming and no second spelling, so that
 * one key has one text to back up. Refuses a filler such as 32 zero bytes. The error never repeats the text.
 */
export function parseKek(text: string): Buffer {
  const kek = STRICT_BASE64.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (kek.length !== KEK_BYTES || kek.toString('base64') !== text) {
    throw new Error('a master key is the base64 of exactly 32 bytes');
  }
  if (kek.every((byte) => byte === kek[0])) throw new Error('a master key must be random bytes');
  return kek;
}

/** A workspace key's row is named by its workspace and its version; it has no id of its own. */
function wrapScope(context: WrapContext): RecordScope<'wk'> {
  const { workspaceId, version } = context;
  const location = { table: 'workspace_key', column: 'wrapped', rowId: workspaceId, generation: version };
  return { purpose: 'wk', workspaceId, location };
}
