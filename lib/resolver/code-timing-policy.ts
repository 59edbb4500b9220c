/** Steps are counted by the clock on the other side; all times here are of that clock, in milliseconds. */
export interface CodeTiming {
  /** Not earlier in a step: clocks agree on it only to about half a second. */
  startMs: number;
  /** Not later: what is left has to last for typing, sending and checking. */
  lifeLeftMs: number;
}

const START_MS = 1_000;
/** For a site that refused one: the middle of a step is the same step for a clock that is five seconds off. */
const CAREFUL_START_MS = 6_000;
const CAREFUL_LEFT_MS = 14_000;
/** Beside the skew itself, which is known to about half a second. */
const SKEW_MARGIN_MS = 500;
/** Both ends together leave at least a tenth of a short step. */
const LARGEST_SHARE = 0.9;

/**
 * When in a step a code may be handed out. A code that is computed by our clock while the other side's differs by
 * `skewMs` is of the same step for both only after the later of two beginnings, and before the earlier of two ends.
 */
export function codeTiming({
  periodMs,
  skewMs,
  lifeLeftMs,
  careful,
}: {
  periodMs: number;
  skewMs: number;
  lifeLeftMs: number;
  careful: boolean;
}): CodeTiming {
  const start = Math.max(careful ? CAREFUL_START_MS : START_MS, skewMs + SKEW_MARGIN_MS);
  const left = Math.max(careful ? CAREFUL_LEFT_MS : 0, lifeLeftMs, SKEW_MARGIN_MS - skewMs);
  const scale = Math.min(1, (periodMs * LARGEST_SHARE) / (start + left));
  return { startMs: Math.floor(start * scale), lifeLeftMs: Math.floor(left * scale) };
}

/** Milliseconds until a code of a step that nobody used may be handed out; 0: now. */
export function waitForStep(
  now: number,
  periodMs: number,
  lastUsedStep: number,
  { startMs, lifeLeftMs }: CodeTiming,
): number {
  const step = Math.floor(now / periodMs);
  const into = now - step * periodMs;
  // A step that has not come was burnt by a clock that has been set back since: nobody was given its code.
  const used = lastUsedStep > step + 1 ? step : lastUsedStep;
  if (step > used && into < startMs) return startMs - into;
  if (step > used && periodMs - into >= lifeLeftMs) return 0;
  return Math.max(step, used) * periodMs + periodMs + startMs - now;
}
