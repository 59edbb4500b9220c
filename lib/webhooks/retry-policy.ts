const MINUTE = 60_000;

/** Pauses after the first, second, … failed attempt: a restart of the receiver is over in seconds, an outage in hours. */
const PAUSES_MS = [10_000, MINUTE, 5 * MINUTE, 30 * MINUTE, 120 * MINUTE, 360 * MINUTE] as const;

/** "Gone" is a receiver's word that it wants no more. */
const GONE = 410;

/** Milliseconds until the next attempt; null when it was the last one. `chance` from 0 to 1 spreads those that failed together. */
export function pauseAfter(attempts: number, status: number | null, chance: number): number | null {
  const pause = PAUSES_MS[attempts - 1];
  if (pause === undefined || status === GONE) return null;
  return Math.round(pause * (0.8 + 0.4 * chance));
}
