import type { RotationAnswer } from '@/lib/contract/rotation-state';
import { secretsEqual } from '@/lib/crypto/secrets-equal';
import type { Secret } from '@/lib/kernel/secret';
import { type Journal, stateFor } from './rotation-state';

type AnswerChange = Pick<Journal, 'state' | 'reason'> &
  Partial<Pick<Journal, 'evidence' | 'proven' | 'attemptsCountFrom'>>;

/** What a person's answer makes of the journal: an end, or a new look at the passwords with sign-ins allowed anew. */
export function answerChange(action: RotationAnswer, now: number): AnswerChange {
  if (action === 'stop') return { state: stateFor('stopped_by_person'), reason: 'stopped_by_person' };
  return { state: 'verifying', reason: null, evidence: null, proven: null, attemptsCountFrom: now };
}

export interface RestoredValues {
  password: Secret;
  pending: Secret | null;
}

/**
 * A pending password that the journal does not know may be the one that the site has, if the database was put back, and
 * the item its only place. It is not written over, whoever says so.
 */
export function holdsUnknown(pending: Secret | null, { previous, candidate }: Values): boolean {
  return pending !== null && ![previous, candidate].some((known) => known && secretsEqual(known, pending));
}

type Values = Pick<Journal, 'previous' | 'candidate'>;

/** The proven password, or the old one with the candidate beside it. Null when the journal holds neither. */
export function valuesToRestore(
  proven: string | null,
  { previous, candidate }: Values,
): RestoredValues | null {
  if (proven === 'candidate' && candidate) return { password: candidate, pending: null };
  return previous && { password: previous, pending: candidate };
}
