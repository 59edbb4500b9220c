import type { ProblemCode } from '@/lib/contract/problem';

/** Of a reading that failed because of the way to 1Password, not because of an answer. */
const TRANSPORT: ReadonlySet<ProblemCode> = new Set([
  'secret_provider_timeout',
  'secret_provider_unavailable',
  'secret_provider_rate_limited',
]);

/** Whoever owns the token or the item said no since. A later time-out must not cover that up. */
const REFUSALS: ReadonlySet<string> = new Set(['unauthorised', 'forbidden']);

const LONGEST_MS = 15 * 60_000;

export function isTransportFailure(code: ProblemCode): boolean {
  return TRANSPORT.has(code);
}

/**
 * Whether a value that has expired may be served because 1Password cannot be reached. Off unless the connection says so,
 * because a value that was withdrawn or changed meanwhile locks accounts when it is typed again and again.
 */
export function mayServeStale(
  failure: ProblemCode,
  {
    serveStale,
    lastErrorKind,
    unsettled,
    ttlSeconds,
    expiresAt,
    keptUntil,
  }: {
    serveStale: boolean;
    lastErrorKind: string | null;
    unsettled: boolean;
    ttlSeconds: number;
    expiresAt: number;
    /** Moved back to `expiresAt` by a refusal of the token or of the item. */
    keptUntil: number;
  },
  now: number,
): boolean {
  if (!serveStale || unsettled || !isTransportFailure(failure)) return false;
  if (lastErrorKind !== null && REFUSALS.has(lastErrorKind)) return false;
  return now < Math.min(keptUntil, expiresAt + Math.min(ttlSeconds * 1000, LONGEST_MS));
}
