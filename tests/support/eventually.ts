import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 20;

/**
 * Calls `check` until it neither throws nor returns `undefined` or `false`, and hands back what it returned. Fails
 * with the last complaint when the time is up: a test waits for the thing itself, never for a length of time.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Promise<Exclude<T, undefined | false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const result = await attempt(check);
    if (result.met) return result.value;
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms`, { cause: result.error });
    await delay(PAUSE_MS);
  }
}

type Attempt<T> = { met: true; value: Exclude<T, undefined | false> } | { met: false; error: unknown };

async function attempt<T>(check: () => T | Promise<T>): Promise<Attempt<T>> {
  try {
    const value = await check();
    if (isMet(value)) return { met: true, value };
    return { met: false, error: new Error(`the check gave ${String(value)}`) };
  } catch (error) {
    return { met: false, error };
  }
}

function isMet<T>(value: T): value is Exclude<T, undefined | false> {
  return value !== undefined && value !== false;
}
