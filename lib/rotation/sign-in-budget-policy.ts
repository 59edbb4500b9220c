import type { Attempt, Journal } from './rotation-state';

/**
 * Many sites lock an account after three to five wrong passwords in a row, most of them counting over half an hour; a
 * right one in between sets them back.
 */
export const MOST_IN_A_ROW = 3;
export const MOST_IN_WINDOW = 2;
export const WINDOW_MS = 30 * 60_000;

/** `failures` in a row so far, as far as anybody knows. `until` null: not without a person. */
export type Allowance = { ok: true; failures: number } | { ok: false; until: number | null };

type Counted = Pick<Journal, 'attempts' | 'attemptsCountFrom' | 'failuresBefore'>;
type Attempted = Counted & Pick<Journal, 'failuresElsewhere'>;

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

/** What came before this rotation counts as well: a site forgets a failure when a sign-in works, not when a rotation ends. */
export function failuresInARow(journal: Counted): number {
  const counted = countedAttempts(journal);
  const lastAccepted = counted.findLastIndex(({ verdict }) => verdict === 'accepted');
  const own = counted.slice(lastAccepted + 1).filter(countsAsFailure).length;
  if (lastAccepted >= 0) return own;
  return own + journal.failuresBefore.filter((at) => at >= (journal.attemptsCountFrom ?? 0)).length;
}

/** What is known of an item's sign-ins beside those of one rotation. */
export interface SignInsElsewhere {
  rotations: readonly Pick<Journal, 'attempts' | 'attemptsCountFrom'>[];
  /** When runs and checks were refused since one of them worked. */
  refusedAt: readonly number[];
  /** When one of those worked last. */
  provenAt: number | null;
}

export function failuresIn(
  { rotations, refusedAt, provenAt }: SignInsElsewhere,
  now: number,
): Pick<Journal, 'failuresElsewhere' | 'failuresBefore'> {
  const attempts = rotations.flatMap((rotation) => rotation.attempts);
  const accepted = attempts.filter(({ verdict }) => verdict === 'accepted').map(({ at }) => at);
  const allowedAnew = rotations.map(({ attemptsCountFrom }) => attemptsCountFrom ?? 0);
  const since = Math.max(provenAt ?? 0, ...accepted, ...allowedAnew);
  const failures = [...attempts.filter(countsAsFailure).map(({ at }) => at), ...refusedAt];
  return {
    failuresElsewhere: failures.filter((at) => at > now - WINDOW_MS),
    failuresBefore: failures.filter((at) => at > since),
  };
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
