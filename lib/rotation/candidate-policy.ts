import type { Secret } from '@/lib/kernel/secret';
import type { ItemFacts, ItemSeen } from './item-policy';
import type { Attempt, CandidateName, Evidence, Journal } from './rotation-state';
import { countedAttempts } from './sign-in-budget-policy';
import { SUBMIT_MS } from './timing-policy';

/** The same candidate is sent at most this often. */
export const MOST_SUBMITS = 2;

/** The page speaks for the old password. It may be wrong; it only says what to try first. */
const SPEAKS_FOR_OLD: ReadonlySet<Evidence | null> = new Set<Evidence>([
  'POLICY_REJECT',
  'OLD_WRONG',
  'CONFIRM_BY_EMAIL',
  'NOT_SUBMITTED',
]);

/**
 * Which value to try next. The item's own password comes first when it is neither of ours, since then a person has
 * changed it; then what the item holds as pending, the candidate, and the old one.
 */
export function nextProbe(journal: Journal, seen: ItemSeen | null): CandidateName | null {
  const known = namesIn(journal, seen);
  const [first] = known
    .map((name, place) => ({ name, place, weight: weightOf(journal, name) }))
    .sort((a, b) => a.weight - b.weight || a.place - b.place);
  return first?.name ?? null;
}

function namesIn(journal: Journal, seen: ItemSeen | null): CandidateName[] {
  const human: CandidateName[] = seen?.password === 'other' ? ['item'] : [];
  const pending: CandidateName[] = seen?.pending === 'other' ? ['pending'] : [];
  const fresh: CandidateName[] = [...pending, ...(journal.candidate ? (['candidate'] as const) : [])];
  const old: CandidateName[] = journal.previous ? ['previous'] : [];
  return SPEAKS_FOR_OLD.has(journal.evidence) ? [...human, ...old, ...fresh] : [...human, ...fresh, ...old];
}

/**
 * What was refused is tried again only after all others. What the site answered unclearly gets a second chance first, and
 * an attempt that was lost with its worker says nothing.
 */
function weightOf(journal: Journal, name: CandidateName): number {
  const tried = probesOf(journal, name);
  const refused = tried.filter(({ verdict }) => verdict === 'refused').length;
  const unclear = tried.filter(({ verdict }) => verdict === 'unclear').length;
  return refused + Math.floor(unclear / 2);
}

/** Attempts with one value since the last submit. */
export function probesOf(journal: Journal, name: CandidateName): Attempt[] {
  const since = journal.submitDeadline === null ? 0 : journal.submitDeadline - SUBMIT_MS;
  return countedAttempts(journal).filter(({ at, candidate }) => candidate === name && at >= since);
}

export function secretOf(name: CandidateName, journal: Journal, item: ItemFacts | null): Secret | null {
  switch (name) {
    case 'previous':
      return journal.previous;
    case 'candidate':
      return journal.candidate;
    case 'item':
      return item?.password ?? null;
    case 'pending':
      return item?.pending ?? null;
  }
}
