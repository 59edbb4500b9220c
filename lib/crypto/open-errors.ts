/**
 * A blob is not what this key, purpose and row sealed. One text and no cause for every defect: which check
 * failed would tell someone who writes to the database how far a forgery got.
 */
export class DecryptError extends Error {
  readonly code = 'DECRYPT_FAILED';

  constructor() {
    super('the sealed value cannot be opened');
    this.name = 'DecryptError';
  }
}

/**
 * The blob names a key that is not loaded: destroyed, or an instance with an incomplete key set. Kept apart
 * from `DecryptError` because the remedy differs: load the key, do not suspect the data.
 */
export class KeyUnavailableError extends Error {
  readonly code = 'KEY_UNAVAILABLE';
  /** Which key, for operators: a workspace key's version or a key encryption key's id. Not secret. */
  readonly keyId: string;

  constructor(keyId: string) {
    super('the key of the sealed value is not available');
    this.name = 'KeyUnavailableError';
    this.keyId = keyId;
  }
}
