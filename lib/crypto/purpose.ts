/**
 * What a sealed value is for. The purpose is part of the key derivation and of the header, so a value sealed
 * for one purpose cannot be opened as another. Codes are stored in every blob: append, never renumber or reuse.
 */
export const PURPOSE_CODES = {
  'conn-token': 1,
  'cache-secret': 2,
  'rotation-candidate': 3,
  'session-state': 4,
  artifact: 5,
  /** Stored user name, password or one-time-password seed of an entry. */
  'entry-secret': 6,
  'api-encryption-key': 7,
  webhook: 8,
  /** A workspace key wrapped by the key encryption key. Only a key provider writes or reads these. */
  wk: 9,
  /** A one-time code that came by e-mail or from a person, until it is used or expires. */
  'one-time-code': 10,
  /** What a request with an idempotency key asked, as a digest, and what it was answered. */
  'idempotent-request': 11,
} as const;

export type Purpose = keyof typeof PURPOSE_CODES;

/** What `seal` and `open` accept: wrapped keys go through a key provider only. */
export type DataPurpose = Exclude<Purpose, 'wk'>;

declare const sealedFor: unique symbol;

/** Ciphertext for one purpose. Columns take this type, so that plain bytes cannot be written by mistake. */
export type Sealed<P extends Purpose> = Uint8Array<ArrayBuffer> & { readonly [sealedFor]: P };

/** What `open` takes: bytes as a column returns them, or a blob of the same purpose, never of another one. */
export type SealedColumn<P extends Purpose> = Uint8Array & { readonly [sealedFor]?: P };

/** For the code that has just encrypted `bytes`: nobody else may claim that bytes are ciphertext. */
export function markSealed<P extends Purpose>(bytes: Uint8Array<ArrayBuffer>): Sealed<P> {
  return bytes as Sealed<P>;
}
