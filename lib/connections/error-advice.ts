import type { ProblemCode } from '@/lib/contract/problem';
import { Problem } from '@/lib/contract/problem';
import type { SecretProviderErrorKind } from '@/lib/secrets/provider';
import type { SecretProviderError } from '@/lib/secrets/secret-provider-error';

interface Advice {
  message: string;
  hint: string;
}

/** What each kind of refusal means for a person, and what to do about it. The words never come from upstream. */
const ADVICE: Record<SecretProviderErrorKind, Advice & { problem: ProblemCode }> = {
  unauthorised: {
    problem: 'token_refused',
    message:
      '1Password does not accept the token any more. It was revoked, has expired, or was never complete.',
    hint: 'Make a new token in 1Password and replace it on the page of the connection.',
  },
  forbidden: {
    problem: 'secret_provider_forbidden',
    message: 'The token may not do this in that vault.',
    hint: 'Permissions of a token cannot be changed: make a new one with the access that is needed, and replace it in place.',
  },
  not_found: {
    problem: 'item_not_found',
    message: 'The vault or item is not there, or the token cannot see it.',
    hint: 'Check in 1Password that the item exists and that the token has access to its vault.',
  },
  ambiguous: {
    problem: 'item_unusable',
    message: 'More than one item or field has that name.',
    hint: 'Bind by ids, as the item picker does.',
  },
  conflict: {
    problem: 'conflict',
    message: 'The item was changed by someone else at the same time.',
    hint: 'Try again; the newer version will be read.',
  },
  rate_limited: {
    problem: 'secret_provider_rate_limited',
    message: 'The rate limit of the token is used up for now.',
    hint: 'Wait a few minutes. A longer cache duration saves calls.',
  },
  unavailable: {
    problem: 'secret_provider_unavailable',
    message: '1Password could not be reached.',
    hint: 'Check the network of this server and the status of 1Password, then test the connection again.',
  },
  timeout: {
    problem: 'secret_provider_timeout',
    message: '1Password did not answer in time.',
    hint: 'Try again. If it stays, check the network between this server and 1Password.',
  },
  unsupported: {
    problem: 'item_unusable',
    message: 'The item has a form that cannot be used this way.',
    hint: 'Use an item of the category Login.',
  },
  lossy: {
    problem: 'item_unusable',
    message: 'The item cannot be written back without loss.',
    hint: 'Restore the previous version in the item history of 1Password, and change this item by hand only.',
  },
  malformed: {
    problem: 'token_malformed',
    message: 'The token or the reference is not complete.',
    hint: 'Copy it again from 1Password, whole.',
  },
};

export function adviceFor(kind: SecretProviderErrorKind): Advice {
  const { message, hint } = ADVICE[kind];
  return { message, hint };
}

export function isErrorKind(text: string): text is SecretProviderErrorKind {
  return Object.hasOwn(ADVICE, text);
}

/** The one translation from a provider's failure to what a caller is told; its words are ours already. */
export function problemFromProvider(error: SecretProviderError): Problem {
  return new Problem(ADVICE[error.kind].problem, {
    message: error.message,
    hint: error.nextStep,
    extra: { provider_error: error.kind },
  });
}
