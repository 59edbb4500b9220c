import type { Clock } from '@/lib/kernel/clock';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

export interface Deadline {
  clock: Clock;
  milliseconds: number;
  signal?: AbortSignal | undefined;
}

const SETTLED = 'settled';

/**
 * Ends the waiting, not the work: the SDK takes no signal, so a call that is given up goes on in its thread until its
 * own request ends. Rejects with `timeout` when the time is over or the caller gave up.
 */
export async function withDeadline<T>(work: Promise<T>, deadline: Deadline): Promise<T> {
  const { clock, milliseconds, signal } = deadline;
  const settled = new AbortController();
  let giveUp = () => {};
  const over = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new SecretProviderError('timeout', 'The caller stopped waiting for 1Password.'));
    const expire = () => reject(new SecretProviderError('timeout', '1Password did not answer in time.'));
    clock.sleep(milliseconds, settled.signal).then(expire, () => {});
  });
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp);
  try {
    return await Promise.race([work, over]);
  } finally {
    signal?.removeEventListener('abort', giveUp);
    // With a reason of our own: making the default one, with its stack, would be a tenth of a fast call.
    settled.abort(SETTLED);
  }
}
