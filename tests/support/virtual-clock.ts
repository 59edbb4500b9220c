import { setImmediate } from 'node:timers/promises';
import type { Clock } from '@/lib/kernel/clock';

interface Sleeper {
  until: number;
  order: number;
  wake: () => void;
}

/**
 * Time that passes only while everybody sleeps: hours of waiting take as long as the work in them. Work that the clock
 * cannot see (a question to the database) goes through `busy`, and time stands still meanwhile.
 */
export class VirtualClock implements Clock {
  #now: number;
  #busy = 0;
  #order = 0;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      this.#order += 1;
      const sleeper = { until: this.#now + milliseconds, order: this.#order, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      });
    });
  }

  async busy<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
    }
  }

  /** Lets time pass until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const watched = work.finally(() => {
      done = true;
    });
    watched.catch(() => {});
    while (!done) {
      await this.#quiet();
      if (!done) this.#wakeNext();
    }
    return watched;
  }

  /** Twice, because what ends one piece of work may begin another. */
  async #quiet(): Promise<void> {
    for (let turn = 0; turn < 2; turn += 1) {
      do await setImmediate();
      while (this.#busy > 0);
    }
  }

  #wakeNext(): void {
    const [next] = [...this.#sleepers].sort((a, b) => a.until - b.until || a.order - b.order);
    if (!next) return;
    this.#sleepers.delete(next);
    this.#now = Math.max(this.#now, next.until);
    next.wake();
  }
}
