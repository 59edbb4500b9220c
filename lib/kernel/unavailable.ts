/**
 * Something we depend on could not be reached, or not in time, before anything was done: trying again is harmless.
 * Never: the words of the failure, which may hold an address.
 */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';

  constructor(
    readonly what: 'database',
    /** The driver's own, for the log. */
    readonly code: string | undefined,
  ) {
    super(`the ${what} is not available`);
  }

  static of(what: 'database', cause: unknown): Unavailable {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    return new Unavailable(what, code);
  }
}
