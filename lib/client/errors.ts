/** What went wrong, in words that hold no value. `hint` is the next step. */
export class LatchkeyError extends Error {
  override readonly name: string = 'LatchkeyError';
  /** A code of ours, or that of the server's problem: `not_found`, `forbidden`, `settings`, `unreachable` … */
  readonly code: string;
  readonly hint: string | null;
  /** Whether the same call may work a little later. */
  readonly retryable: boolean;
  /** Where several entries would have fitted, their domains. */
  readonly domains: readonly string[];

  constructor(
    code: string,
    message: string,
    more: { hint?: string | undefined; retryable?: boolean; domains?: readonly string[] } = {},
  ) {
    super(more.hint === undefined ? message : `${message} ${more.hint}`);
    this.code = code;
    this.hint = more.hint ?? null;
    this.retryable = more.retryable ?? false;
    this.domains = more.domains ?? [];
  }
}

/** The page was not signed in. `evidence` says in fixed words what was seen and done, never what the page said. */
export class SignInError extends LatchkeyError {
  override readonly name = 'SignInError';

  constructor(
    code: string,
    /** `INCORRECT_LOGIN`, `ACCOUNT_LOCKED`, `UNEXPECTED_UI_STATE` … as in a run. */
    readonly category: string,
    message: string,
    readonly evidence: readonly string[],
  ) {
    super(code, message, { hint: evidence.length === 0 ? undefined : `Seen: ${evidence.join('; ')}.` });
  }
}
