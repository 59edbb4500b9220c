import type { Clock } from '@/lib/kernel/clock';
import type { Notifications } from './notifications';

/**
 * Wakes whoever waits for something that the database tells of. Listening begins before the first look, and a ring
 * between two waits is remembered, so no change falls between looking and waiting.
 */
export interface Bell {
  /** Until it rings, the time is over, or the signal aborts; which of these is for the caller to find out. */
  wait(clock: Clock, upToMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Rings for payloads that begin so; and for the empty one: the listener was away and may have missed something. */
export async function listenFor(
  notifications: Notifications,
  wanted: ReadonlyArray<{ channel: string; matches: (payload: string) => boolean }>,
): Promise<Bell> {
  let rung = false;
  let wake = () => {};
  const ring = () => {
    rung = true;
    wake();
  };
  const unsubscribe: Array<() => void> = [];
  for (const { channel, matches } of wanted) {
    const off = await notifications.subscribe(channel, (payload) => {
      if (payload === '' || matches(payload)) ring();
    });
    unsubscribe.push(off);
  }
  return {
    async wait(clock, upToMs, signal) {
      const enough = new AbortController();
      if (!rung && !signal.aborted) {
        const rings = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const over = clock.sleep(upToMs, AbortSignal.any([signal, enough.signal])).catch(() => undefined);
        await Promise.race([rings, over]);
      }
      enough.abort();
      rung = false;
    },
    close() {
      for (const off of unsubscribe) off();
    },
  };
}
