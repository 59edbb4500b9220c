import type { RefusalReason } from './origin-policy';

export type FillErrorKind =
  /** The origin policy said no; see `reason`. */
  | 'refused'
  /** The field keeps fewer characters than the value has. */
  | 'truncated'
  /** Hidden, disabled, read-only or gone. */
  | 'unfillable'
  /** The page or the focus moved between the check and the typing. */
  | 'moved'
  | 'failed';

/**
 * A value was not filled. Built from fixed words and host names only, and never with a `cause`: the errors of
 * Playwright carry the value in their call log.
 */
export class SecureFillError extends Error {
  override readonly name = 'SecureFillError';

  constructor(
    readonly kind: FillErrorKind,
    message: string,
    readonly reason: RefusalReason | null = null,
    /** Of a truncated value: how many characters the field kept. */
    readonly keptLength: number | null = null,
  ) {
    super(message);
  }
}
