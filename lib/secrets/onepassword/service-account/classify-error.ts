import type { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { type ErrorRule, errorOf } from '../error-rule';

/** What is left of an SDK error once it leaves the thread: all of them but one are plain `Error`s with a text. */
export interface SdkFailure {
  message: string;
  /** True for `RateLimitExceededError`, the only class that the core of 0.5.0 throws. */
  rateLimited: boolean;
}

/**
 * Turns the SDK's text into a closed kind and a sentence of our own. The first rule that fits decides.
 *
 * Promise: unknown text is `unavailable`. It is never `not_found`, because that verdict makes people unbind a login
 * that is still there.
 */
export function classifySdkError(failure: SdkFailure): SecretProviderError {
  const text = failure.message;
  const rule = failure.rateLimited ? RATE_LIMITED : RULES.find((candidate) => candidate.pattern.test(text));
  return errorOf(rule ?? UNKNOWN);
}

/** The connection broke before an answer came. Seen on busy machines when kept-alive sockets had been closed. */
export function isTransportFailure(failure: SdkFailure): boolean {
  return /error sending request/.test(failure.message);
}

const ALREADY_KNOWN_TOKEN = 'Replace the token of this connection; the logins bound to it stay bound.';

const RATE_LIMITED: ErrorRule = {
  // Sign-in, secret references and the loading of keys give a plain error with this ending.
  pattern: /rate limit exceeded$/,
  kind: 'rate_limited',
  message: 'The request limit of this token is used up.',
};

const UNKNOWN: ErrorRule = {
  pattern: /^/,
  kind: 'unavailable',
  message: '1Password answered with an error that is not known here.',
};

const RULES: readonly ErrorRule[] = [
  RATE_LIMITED,
  // The token itself.
  {
    pattern: /invalid service account token|token had invalid format|createClient requires either/,
    kind: 'unauthorised',
    message: 'The token is damaged.',
    nextStep: ALREADY_KNOWN_TOKEN,
  },
  {
    pattern: /SRP exchange|did not match local sk|session for a different user|DecryptingSymmetricKey/,
    kind: 'unauthorised',
    message: 'The token does not belong to the account that answered.',
    nextStep: ALREADY_KNOWN_TOKEN,
  },
  {
    pattern: /bad credentials|session expired|please rotate it/,
    kind: 'unauthorised',
    message: '1Password no longer accepts the token: it is revoked, expired or rotated.',
    nextStep: ALREADY_KNOWN_TOKEN,
  },
  {
    pattern: /authentication error: (you are not authenticated|you don't have the right|resource not found)/,
    kind: 'unauthorised',
    message: '1Password refused to sign in with the token.',
    nextStep: ALREADY_KNOWN_TOKEN,
  },
  {
    pattern: /authentication error: a conflict occurred|unknown device status/,
    kind: 'unavailable',
    message: '1Password could not finish the sign-in.',
  },
  // Permission and version.
  {
    pattern: /right permissions to perform this action|not sufficient permissions/,
    kind: 'forbidden',
    message: 'The token is not permitted to do this in the vault.',
    nextStep:
      'The permissions of a service account cannot be changed: create one that has them and replace the token here.',
  },
  {
    pattern: /data conflict occurred|race condition|not up to date|incorrect item version/,
    kind: 'conflict',
    message: 'The vault or the item changed during the write.',
  },
  // What this item cannot do.
  {
    pattern: /Editing is not supported|can't update the item's category/,
    kind: 'unsupported',
    message: 'The item has parts that cannot be written without losing them.',
  },
  {
    pattern: /TOTP attribute can only be applied/,
    kind: 'unsupported',
    message: 'The field is not a one-time password.',
    nextStep: 'Choose the one-time password field of the item.',
  },
  {
    pattern: /TOTP code could not be generated|unable to generate one-time password/,
    kind: 'unsupported',
    message: 'The one-time password of the item cannot be computed from what is stored.',
    nextStep: 'Set the one-time password up again in 1Password.',
  },
  // What is not there.
  {
    pattern: /not in an active state/,
    kind: 'not_found',
    message: 'The item is archived or deleted.',
    nextStep: 'Restore the item in 1Password, or bind another one.',
  },
  {
    pattern: /item couldn't be found|no item matched/,
    kind: 'not_found',
    message: 'The item is not there, or its vault is not shared with the token.',
  },
  {
    pattern: /vault couldn't be found|no vault matched/,
    kind: 'not_found',
    message: 'The vault is not there, or it is not shared with the token.',
  },
  {
    pattern: /file couldn't be found|no section matched|cannot be found within the item/,
    kind: 'not_found',
    message: 'The item has no such field.',
    nextStep: 'Check the field and section of the reference.',
  },
  {
    pattern: /more than one/,
    kind: 'ambiguous',
    message: 'More than one vault, item or field has this name.',
  },
  // What could not be read.
  {
    pattern: /deserializing HTTP responses|decrypting request body|error (decrypting|deserializing)/,
    kind: 'malformed',
    message: 'The answer of 1Password could not be read.',
  },
  {
    pattern: /not in a valid format|did not match any variant|could not be parsed|bad input|bad request/,
    kind: 'malformed',
    message: '1Password refused the request as malformed.',
  },
  {
    pattern: /invalid user input|InvalidPbkdf2Iterations|updated items were not found/,
    kind: 'malformed',
    message: '1Password and this server do not understand each other.',
  },
  // What may pass.
  { pattern: /request timeout$/, kind: 'timeout', message: '1Password did not answer in time.' },
  { pattern: /error sending request/, kind: 'unavailable', message: '1Password could not be reached.' },
  {
    pattern: /internal server error|unexpected status code|unknown item patch failure/,
    kind: 'unavailable',
    message: '1Password has an outage or is overloaded.',
  },
];
