import type { MiddlewareHandler } from 'hono';
import { systemClock } from '@/lib/kernel/clock';
import { downPage } from './page-shell';

export interface BehaviourChange {
  latencyMilliseconds?: number | undefined;
  down?: boolean | undefined;
  hang?: boolean | undefined;
}

/** The ways in which the site can be made to behave badly. `/control` is never affected. */
export class SiteBehaviour {
  #latencyMilliseconds = 0;
  #down = false;
  #hang = false;

  change(change: BehaviourChange): void {
    this.#latencyMilliseconds = change.latencyMilliseconds ?? this.#latencyMilliseconds;
    this.#down = change.down ?? this.#down;
    this.#hang = change.hang ?? this.#hang;
  }

  reset(): void {
    this.change({ latencyMilliseconds: 0, down: false, hang: false });
  }

  snapshot(): { latency_ms: number; down: boolean; hang: boolean } {
    return { latency_ms: this.#latencyMilliseconds, down: this.#down, hang: this.#hang };
  }

  middleware(): MiddlewareHandler {
    return async (context, next) => {
      if (this.#latencyMilliseconds > 0) await systemClock.sleep(this.#latencyMilliseconds);
      // Never settled: the visitor's connection stays open without an answer until one side closes it.
      if (this.#hang) await new Promise<never>(() => {});
      if (this.#down) return context.html(downPage(), 503, { 'retry-after': '120' });
      return next();
    };
  }
}
