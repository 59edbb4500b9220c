import { DelegateBackoff, handleWhen, retry } from 'cockatiel';
import { ConnectFailure } from './classify-error';

const RETRIES = 2;
const BASE_MS = 250;
const MAX_MS = 8_000;
/** Servers answered 401 or 403 for a moment, at their start and during a sync (1Password/connect issue 82). */
const AFTER_REFUSAL_MS = 500;

const SHARE = 0.1;
const RESERVE = 10;

/**
 * Tries a read again when that can help: after an outage up to twice, after a refusal once. The one layer that does.
 *
 * Not after a time-out, because the caller's patience is used up by then. Over time no more than a tenth of all
 * requests are repetitions, so that a server in trouble is not given three times the load.
 */
export class ReadRetry {
  #budget = RESERVE;

  run<T>(read: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    this.#budget = Math.min(RESERVE, this.#budget + SHARE);
    let refused = false;
    const policy = retry(
      handleWhen((error) => {
        if (!(error instanceof ConnectFailure) || this.#budget < 1) return false;
        if (isRefusal(error) && refused) return false;
        refused ||= isRefusal(error);
        return isRefusal(error) || isOutage(error);
      }),
      {
        maxAttempts: RETRIES,
        backoff: new DelegateBackoff(({ attempt, result }) =>
          waitOf(attempt, 'error' in result ? result.error : undefined),
        ),
      },
    );
    policy.onRetry(() => {
      this.#budget -= 1;
    });
    return policy.execute(read, signal);
  }
}

function isRefusal(error: ConnectFailure): boolean {
  return error.kind === 'unauthorised' || error.kind === 'forbidden';
}

function isOutage(error: ConnectFailure): boolean {
  return error.kind === 'unavailable' && error.retryable && (error.waitMs ?? 0) <= MAX_MS;
}

/** Full jitter: all of the wait is random, so that callers who failed together do not come back together. */
function waitOf(attempt: number, error: unknown): number {
  if (error instanceof ConnectFailure && isRefusal(error)) return AFTER_REFUSAL_MS;
  const asked = error instanceof ConnectFailure ? error.waitMs : null;
  return asked ?? Math.random() * Math.min(MAX_MS, BASE_MS * 2 ** attempt);
}
