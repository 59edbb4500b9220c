/** Shorter durations are over before reading ahead is worth a call. */
const SHORTEST_MS = 60_000;
const EARLIEST = 0.9;
const LATEST = 0.98;

/**
 * Whether to read a value anew before it expires, so that nobody waits for it: in the last tenth of its duration, at a
 * moment of its own (its stamp says which), so that values that were cached together are not read together. And only
 * when as many are going to ask before it expires as make a reading certain anyway: it costs next to no further calls.
 */
export function isRefreshDue(
  {
    stamp,
    resolvedAt,
    expiresAt,
    served,
  }: { stamp: string; resolvedAt: Date; expiresAt: Date; served: number },
  now: number,
): boolean {
  const duration = expiresAt.getTime() - resolvedAt.getTime();
  const age = now - resolvedAt.getTime();
  if (duration < SHORTEST_MS || age < duration * (EARLIEST + (LATEST - EARLIEST) * shareOf(stamp)))
    return false;
  const expected = (served / age) * (duration - age);
  return expected >= 1;
}

/** Evenly spread over 0 to 1: the first 32 bits of a random UUID. */
function shareOf(stamp: string): number {
  return Number.parseInt(stamp.slice(0, 8), 16) / 2 ** 32;
}
