import type { Context } from 'hono';
import { Problem } from '@/lib/contract/problem';
import type { Clock } from '@/lib/kernel/clock';
import type { ApiEnv } from './api-env';

export const KEY_REQUESTS_PER_MINUTE = 6000;
const WINDOW_MILLISECONDS = 60_000;

/** Throws `rate_limited`; always says on the answer where the caller stands. */
export type CountRequest = (c: Context<ApiEnv>, keyId: string) => void;

/**
 * Requests per key and minute, in this process: a guard against a client that runs wild, not a quota to be billed.
 * `RateLimit-Policy` is quota and window, `RateLimit` what is left and for how long (draft-ietf-httpapi-ratelimit-headers-10:
 * structured fields, `q`uota, `w`indow, `r`emaining, `t`ime in seconds).
 */
export function keyRateLimit(clock: Clock, perMinute: number = KEY_REQUESTS_PER_MINUTE): CountRequest {
  const windows = new Map<string, { count: number; until: number }>();
  const policy = `"key";q=${perMinute};w=${WINDOW_MILLISECONDS / 1000}`;
  let sweptAt = clock.now();

  return (c, keyId) => {
    const now = clock.now();
    if (now - sweptAt >= WINDOW_MILLISECONDS) {
      for (const [id, entry] of windows) if (entry.until <= now) windows.delete(id);
      sweptAt = now;
    }
    const known = windows.get(keyId);
    const entry = known && now < known.until ? known : { count: 0, until: now + WINDOW_MILLISECONDS };
    entry.count += 1;
    windows.set(keyId, entry);

    const resetSeconds = Math.ceil((entry.until - now) / 1000);
    const left = Math.max(0, perMinute - entry.count);
    c.set('rateLimit', { 'ratelimit-policy': policy, ratelimit: `"key";r=${left};t=${resetSeconds}` });
    if (entry.count <= perMinute) return;
    throw new Problem('rate_limited', {
      message: `This key may make ${perMinute} requests a minute.`,
      hint: `Try again in ${resetSeconds} seconds.`,
      extra: { retry_after_seconds: resetSeconds },
    });
  };
}
