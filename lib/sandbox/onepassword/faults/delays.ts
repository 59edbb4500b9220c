import { systemClock } from '@/lib/kernel/clock';

/** Requests that wait: until their time is over, all of them are let go, or the server closes. */
export class Delays {
  readonly #closing = new AbortController();
  #letGo = new AbortController();

  /** False when the server closes meanwhile. */
  async wait(milliseconds: number): Promise<boolean> {
    const ended = AbortSignal.any([this.#letGo.signal, this.#closing.signal]);
    await systemClock.sleep(milliseconds, ended).catch(() => undefined);
    return !this.#closing.signal.aborted;
  }

  /** Those that wait now; later ones wait their time. */
  letGo(): void {
    this.#letGo.abort();
    this.#letGo = new AbortController();
  }

  close(): void {
    this.#closing.abort();
  }
}
