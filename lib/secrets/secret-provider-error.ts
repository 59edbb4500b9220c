import type { SecretProviderErrorKind, SecretProviderErrorLike } from './provider';

/**
 * What a provider throws, and the only thing it throws.
 *
 * Promise: `message` and `nextStep` are our own sentences. 1Password's text never gets in, not even as `cause`: it can
 * carry ids, addresses and, in a panic, data.
 */
export class SecretProviderError extends Error implements SecretProviderErrorLike {
  override readonly name = 'SecretProviderError';
  /** True when the same call may succeed later without a person's help. */
  readonly retryable: boolean;
  /** What a person can do, in one sentence. */
  readonly nextStep: string;

  constructor(
    readonly kind: SecretProviderErrorKind,
    message: string,
    details: { nextStep?: string; retryable?: boolean } = {},
  ) {
    super(message);
    this.retryable = details.retryable ?? RETRYABLE.has(kind);
    this.nextStep = details.nextStep ?? NEXT_STEPS[kind];
  }
}

const RETRYABLE: ReadonlySet<SecretProviderErrorKind> = new Set([
  'conflict',
  'rate_limited',
  'unavailable',
  'timeout',
]);

const NEXT_STEPS: Readonly<Record<SecretProviderErrorKind, string>> = {
  unauthorised: 'Create or rotate the token in 1Password and replace it in this connection.',
  forbidden: 'Give the token the missing permission in 1Password, or connect a token that has it.',
  not_found: 'Check that the item still exists and that the token may see its vault.',
  ambiguous: 'Choose the item by its id instead of its title.',
  conflict: 'Somebody else changed the item at the same time; read it again and repeat.',
  rate_limited: 'Wait until the hour of the token is over, or use a longer cache time.',
  unavailable: 'Try again in a moment; status.1password.com tells about known outages.',
  timeout:
    'Try again in a moment; if it keeps happening, check the network between this server and 1Password.',
  unsupported: 'Change the item in 1Password by hand.',
  lossy: 'Restore the previous version in the item history of 1Password, and change this item by hand only.',
  malformed: 'Open the item in 1Password and save it again; if it stays, contact support.',
};
