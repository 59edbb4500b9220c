import type { SecretProviderErrorKind } from '@/lib/secrets/provider';

/**
 * After a refused token: a person has to act, so asking again only uses up the account's calls. Two sign-ins an hour
 * (each tries twice) stay below five calls, and notice a token that came back to life.
 */
const UNAUTHORISED_MS = 30 * 60_000;
/** After "slow down": everybody waits together, then one call finds out. */
const RATE_LIMITED_MS = 10_000;
/** After "no such item": a run that is started in a loop must not ask in a loop. */
export const NOT_FOUND_MS = 60_000;

export interface ConnectionTrouble {
  lastErrorKind: string | null;
  lastErrorAt: Date | null;
}

export type Breaker = { open: false } | { open: true; kind: SecretProviderErrorKind; until: number };

/** Whether 1Password is left in peace for now. The trouble is in the database, so all processes keep the peace. */
export function breakerOf({ lastErrorKind, lastErrorAt }: ConnectionTrouble, now: number): Breaker {
  const pause =
    lastErrorKind === 'unauthorised'
      ? UNAUTHORISED_MS
      : lastErrorKind === 'rate_limited'
        ? RATE_LIMITED_MS
        : 0;
  const until = (lastErrorAt?.getTime() ?? 0) + pause;
  if (pause === 0 || now >= until) return { open: false };
  return { open: true, kind: lastErrorKind === 'unauthorised' ? 'unauthorised' : 'rate_limited', until };
}
