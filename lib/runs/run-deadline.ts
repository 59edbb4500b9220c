import { performance } from 'node:perf_hooks';

/** Aborts when a run has had its time. Stands still while the run waits for a person. */
export class RunDeadline {
  readonly #controller = new AbortController();
  #left: number;
  #since = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number) {
    this.#left = milliseconds;
    this.#start();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async standStill<T>(wait: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#left -= performance.now() - this.#since;
    try {
      return await wait();
    } finally {
      this.#start();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#since = performance.now();
    const onTimeout = () => this.#controller.abort(new DOMException('the run had its time', 'TimeoutError'));
    this.#timer = setTimeout(onTimeout, Math.max(this.#left, 1));
    this.#timer.unref();
  }
}
