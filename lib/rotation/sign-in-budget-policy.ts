import type { Attempt, Journal } from './rotation-state';

/**
 * Many sites lock an account after three to five wrong passwords in a row, most of them counting over half an hour; a
 * right one in between sets them back.
 */
const MOST_IN_A_ROW = 3;
const MOST_IN_WINDOW = 2;
export const WINDOW_MS = 30 * 60_000;

/** `failures` in a row so far, as far as anybody knows. `until` null: not without a person. */
export type Allowance = { ok: true; failures: number } | { ok: false; until: number | null };

type Attempted = Pick<Journal, 'attempts' | 'attemptsCountFrom' | 'failuresElsewhere'>;

/** What the marker in the item says, should the journal have forgotten some: it outlives the database. */
export interface CountInItem {
  failures: number;
  notedAt: number;
}

export function countsAsFailure({ verdict }: Attempt): boolean {
  return verdict !== 'accepted' && verdict !== 'not_sent';
}

/** Those that a person has not forgiven: whoever looked into it allows new ones. */
export function countedAttempts({
  attempts,
  attemptsCountFrom,
}: Pick<Attempted, 'attempts' | 'attemptsCountFrom'>): Attempt[] {
  return attempts.filter(({ at }) => at >= (attemptsCountFrom ?? 0));
}

export function failuresInARow(journal: Pick<Attempted, 'attempts' | 'attemptsCountFrom'>): number {
  const counted = countedAttempts(journal);
  const lastAccepted = counted.findLastIndex(({ verdict }) => verdict === 'accepted');
  return counted.slice(lastAccepted + 1).filter(countsAsFailure).length;
}

/** Whether one more sign-in may be tried, which has to be assumed to fail. */
export function maySignIn(journal: Attempted, count: CountInItem | null, now: number): Allowance {
  const known = failuresInARow(journal);
  const failures = Math.max(known, count?.failures ?? 0);
  if (failures >= MOST_IN_A_ROW) return { ok: false, until: null };
  // The site forgives nothing within its window: neither what a person has, nor what another rotation did. One that is
  // only assumed is left out, or every worker that takes over would have to wait.
  const assumed = Math.max(failures - known - 1, 0);
  const times = [
    ...journal.attempts.filter(countsAsFailure).map(({ at }) => at),
    ...journal.failuresElsewhere,
    ...Array.from({ length: assumed }, () => count?.notedAt ?? 0),
  ];
  const blocking = times
    .filter((at) => at > now - WINDOW_MS)
    .sort((a, b) => a - b)
    .at(-MOST_IN_WINDOW);
  return blocking === undefined ? { ok: true, failures } : { ok: false, until: blocking + WINDOW_MS };
}
