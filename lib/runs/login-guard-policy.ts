import type { Remembered } from '@/lib/sign-ins/refusals';
import { withholdReason } from '@/lib/sign-ins/withhold-policy';
import { failureFromTrouble, RunFailure } from './run-failure';

/** The code of the wire for a run that ends because another one with the same login was refused. */
export const REFUSED_ELSEWHERE = 'INTERRUPTED-E0002';
export const REFUSED_ELSEWHERE_MESSAGE =
  'Execution was interrupted because another workflow was executed with the same credentials, but failed its login attempt.';

/** How often runs may send one password that the site refuses, within half an hour: sites lock after three to five. */
const MOST_REFUSALS = 2;
/** How long after a sign-in several at once are no risk for the account. */
const PROOF_MS = 30 * 60_000;

/** The codes after which each further attempt with the same login brings a lock nearer. */
export const REFUSALS: ReadonlySet<string> = new Set(['INVALID_CREDENTIALS', 'ACCOUNT_LOCKED']);

export function isRefusal({ code }: RunFailure): boolean {
  return REFUSALS.has(code);
}

export function isProof(at: Date | null, now: number): boolean {
  return at !== null && now - at.getTime() < PROOF_MS;
}

/**
 * Why a run must not type this password; null when it may. Pure. A run that was asked for before the refusal could not
 * know of it and stops; one that was asked for since is tried, but not again and again.
 */
export function whyWithheld(
  refusals: Remembered['refusals'],
  { createdAt, entryId, now }: { createdAt: Date; entryId: string; now: number },
): RunFailure | null {
  if (refusals.some(({ at }) => at >= createdAt)) return refusedElsewhere(entryId);
  const reason = withholdReason(refusals, now);
  const isFinal = refusals.length >= MOST_REFUSALS || refusals[0]?.code === 'ACCOUNT_LOCKED';
  return reason && isFinal ? failureFromTrouble(reason, entryId) : null;
}

export function refusedElsewhere(entryId: string): RunFailure {
  return new RunFailure(
    'AUTHENTICATION_ERROR',
    REFUSED_ELSEWHERE,
    REFUSED_ELSEWHERE_MESSAGE,
    'Correct the login, test its sign-in, then start the run again.',
    entryId,
  );
}
