import type { Notifications } from './notifications';

export interface Followed<T> {
  channel: string;
  /** What the notification says when it is about this one. */
  payload: string;
  signal: AbortSignal;
  read(): Promise<T>;
  /** Nothing will change after it. */
  isLast(value: T): boolean;
}

/**
 * Something now, and again after each change, until it is the last or the signal aborts. Listening starts before the
 * first read, so no change falls between the two; several changes during one read become one more read.
 */
export async function* followChanges<T>(
  notifications: Notifications,
  { channel, payload, signal, read, isLast }: Followed<T>,
): AsyncGenerator<T> {
  let changed = true;
  let wake = () => {};
  const onChange = (told: string) => {
    // Empty: the listener was away for a moment and may have missed something.
    if (told !== '' && told !== payload) return;
    changed = true;
    wake();
  };
  const unsubscribe = await notifications.subscribe(channel, onChange);
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (changed || signal.aborted) resolve();
        });
        continue;
      }
      changed = false;
      const value = await read();
      yield value;
      if (isLast(value)) return;
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
  }
}
