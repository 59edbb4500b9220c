import type { SecretProviderErrorKind } from '@/lib/secrets/provider';

/**
 * After a refused token: a person has to act, so asking again only uses up the account's calls. Two sign-ins an hour
 * (each tries twice) stay below five calls, and notice a token that came back to life.
 */
const UNAUTHORISED_MS = 30 * 60_000;
/** After "slow down": everybody waits together, then one call finds out. */
const RATE_LIMITED_MS = 10_000;
/** What has all calls of a connection held back, and for how long. */
export const PAUSES_MS: Readonly<Partial<Record<SecretProviderErrorKind, number>>> = {
  unauthorised: UNAUTHORISED_MS,
  rate_limited: RATE_LIMITED_MS,
};
/** A limit that nobody has met for so long is no reason to send one ahead while the others are turned away. */
const FORGOTTEN_MS = 10 * 60_000;
/** After "no such item": a run that is started in a loop must not ask in a loop. */
export const NOT_FOUND_MS = 60_000;

export interface ConnectionTrouble {
  lastErrorKind: string | null;
  lastErrorAt: Date | null;
}

export type Breaker =
  | { state: 'closed' }
  /** Nobody asks before `until`. */
  | { state: 'open'; kind: SecretProviderErrorKind; until: number }
  /** One may ask, to find out. */
  | { state: 'half_open'; kind: SecretProviderErrorKind };

/** Whether 1Password is left in peace for now. The trouble is in the database, so all processes keep the peace. */
export function breakerOf({ lastErrorKind, lastErrorAt }: ConnectionTrouble, now: number): Breaker {
  const pause =
    lastErrorKind === 'unauthorised'
      ? UNAUTHORISED_MS
      : lastErrorKind === 'rate_limited'
        ? RATE_LIMITED_MS
        : 0;
  if (pause === 0) return { state: 'closed' };
  const kind = lastErrorKind === 'unauthorised' ? 'unauthorised' : 'rate_limited';
  const until = (lastErrorAt?.getTime() ?? 0) + pause;
  if (now < until) return { state: 'open', kind, until };
  if (kind === 'rate_limited' && now >= until + FORGOTTEN_MS) return { state: 'closed' };
  return { state: 'half_open', kind };
}

/** When the pause that begins now is over. */
export function pauseUntil(kind: SecretProviderErrorKind, now: number): number {
  return now + (kind === 'unauthorised' ? UNAUTHORISED_MS : RATE_LIMITED_MS);
}
