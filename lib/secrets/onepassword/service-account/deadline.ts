import type { Clock } from '@/lib/kernel/clock';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

export interface Deadline {
  clock: Clock;
  milliseconds: number;
  signal?: AbortSignal | undefined;
}

/**
 * Ends the waiting, not the work: the SDK takes no signal, so a call that is given up goes on in its thread until its
 * own request ends. Rejects with `timeout` when the time is over or the caller gave up.
 */
export async function withDeadline<T>(work: Promise<T>, deadline: Deadline): Promise<T> {
  const { clock, milliseconds, signal } = deadline;
  const settled = new AbortController();
  const expiry = clock.sleep(milliseconds, settled.signal).then(() => {
    throw new SecretProviderError('timeout', '1Password did not answer in time.');
  });
  try {
    return await Promise.race([work, expiry, ...(signal ? [givenUp(signal, settled.signal)] : [])]);
  } finally {
    settled.abort();
  }
}

function givenUp(signal: AbortSignal, settled: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = () =>
      reject(new SecretProviderError('timeout', 'The caller stopped waiting for 1Password.'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { signal: settled });
  });
}
