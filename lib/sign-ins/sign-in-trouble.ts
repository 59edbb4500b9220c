import type { Problem } from '@/lib/contract/problem';
import type { ERROR_CATEGORIES } from '@/lib/contract/run';

/** Why nobody was signed in, in the wire's categories, with words for the person who reads it. */
export interface Trouble {
  category: (typeof ERROR_CATEGORIES)[number];
  code: string;
  message: string;
  nextStep: string;
}

/** A refusal of ours before anything was typed: the values could not be had, or the site is not allowed. */
export function troubleFromProblem(problem: Problem): Trouble {
  return {
    category: problem.retryable ? 'SERVICE_UNAVAILABLE' : 'UPSTREAM_ERROR',
    code: problem.code.toUpperCase(),
    message: problem.message,
    nextStep: problem.details.hint ?? 'See the connection of this entry.',
  };
}

/** Nothing was typed, on purpose. */
export class SignInWithheld extends Error {
  override readonly name = 'SignInWithheld';

  constructor(readonly trouble: Trouble) {
    super(trouble.message);
  }
}
