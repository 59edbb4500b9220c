import type { Page, Request } from 'playwright-core';
import { z } from 'zod';
import type { Clock } from '@/lib/kernel/clock';
import { within } from './bounded';

const LOOK_EVERY_MS = 120;
const STABLE_MS = 480;
/** A request open for longer is a stream or a long poll, which never ends. */
const LONG_REQUEST_MS = 3_000;

const glance = z.object({ ready: z.boolean(), size: z.number(), text: z.number() });

/**
 * Waits until a page has come to rest: nothing is being loaded and what it shows has not changed for half a second.
 * Made before the act whose consequences are awaited, and stopped afterwards.
 */
export class PageRest {
  readonly #page: Page;
  readonly #clock: Clock;
  readonly #open = new Map<Request, number>();

  constructor(page: Page, clock: Clock) {
    this.#page = page;
    this.#clock = clock;
    page.on('request', this.#onRequest);
    page.on('requestfinished', this.#onEnd);
    page.on('requestfailed', this.#onEnd);
  }

  stop(): void {
    this.#page.off('request', this.#onRequest);
    this.#page.off('requestfinished', this.#onEnd);
    this.#page.off('requestfailed', this.#onEnd);
  }

  /** Ends after `mostMs` at the latest, rested or not. */
  async settle(mostMs: number, signal?: AbortSignal): Promise<void> {
    const start = this.#clock.now();
    let seen = '';
    let since = start;
    for (;;) {
      signal?.throwIfAborted();
      const now = this.#clock.now();
      const view = await this.#glance();
      if (view !== seen) [seen, since] = [view, now];
      const rested = view !== 'loading' && !this.#loading(now) && now - since >= STABLE_MS;
      if (rested || now - start >= mostMs) return;
      await this.#clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  async #glance(): Promise<string> {
    const frames = this.#page.frames().length;
    const looking = this.#page.evaluate(describe);
    const seen = glance.safeParse(await within(1_000, 'looking at the page', looking).catch(() => null));
    return seen.success && seen.data.ready
      ? `${this.#page.url()} ${frames} ${seen.data.size} ${seen.data.text}`
      : 'loading';
  }

  #loading(now: number): boolean {
    return [...this.#open.values()].some((since) => now - since < LONG_REQUEST_MS);
  }

  readonly #onRequest = (request: Request) => {
    if (['document', 'xhr', 'fetch', 'script'].includes(request.resourceType())) {
      this.#open.set(request, this.#clock.now());
    }
  };

  readonly #onEnd = (request: Request) => {
    this.#open.delete(request);
  };
}

/** Runs in the page. */
function describe() {
  return {
    ready: document.readyState !== 'loading' && document.body !== null,
    size: document.getElementsByTagName('*').length,
    text: document.body?.innerText.length ?? 0,
  };
}
