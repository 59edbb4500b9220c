import { FLIGHT_ENDED } from '@/lib/db/flight-locks';
import type { Notifications } from '@/lib/db/notifications';
import type { Clock } from '@/lib/kernel/clock';

/** `failure` is the kind of a provider's error, when the flight brought one. */
export type News = { ended: true; failure: string | null } | { ended: false };

/** Hears of the ends of flights that other processes lead. News can be missed: who waits looks again by themselves. */
export class FlightNews {
  readonly #listeners = new Map<string, Set<(news: News) => void>>();

  async follow(notifications: Notifications): Promise<void> {
    await notifications.subscribe(FLIGHT_ENDED, (payload) => {
      const [lock = '', failure = null] = payload.split(' ');
      // Empty after the listener was away: anything may have ended.
      const told = lock === '' ? [...this.#listeners.values()] : [this.#listeners.get(lock) ?? []];
      for (const listeners of told) for (const tell of listeners) tell({ ended: true, failure });
    });
  }

  /** Listens from now on, so that nothing is missed between asking and waiting. */
  listen(lock: bigint): { next(clock: Clock, milliseconds: number): Promise<News>; stop(): void } {
    const name = String(lock);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    let heard: News | null = null;
    let wake = (_news: News) => {};
    const tell = (news: News) => {
      heard = news;
      wake(news);
    };
    listeners.add(tell);
    return {
      async next(clock, milliseconds) {
        const waited = new AbortController();
        const told = new Promise<News>((resolve) => {
          wake = resolve;
          if (heard) resolve(heard);
        });
        const over = clock.sleep(milliseconds, waited.signal).then(
          (): News => ({ ended: false }),
          (): News => ({ ended: false }),
        );
        const news = await Promise.race([told, over]);
        waited.abort();
        heard = null;
        return news;
      },
      stop: () => {
        listeners.delete(tell);
        if (listeners.size === 0) this.#listeners.delete(name);
      },
    };
  }
}
