import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { BrowserContext, Page } from 'playwright-core';
import { within } from '@/lib/browser/bounded';
import { SecureFillError } from '@/lib/browser/fill-error';
import type { OriginPin } from '@/lib/browser/origin-policy';
import { secureFill } from '@/lib/browser/secure-fill';
import { submitForm } from '@/lib/browser/submit';
import { Secret } from '@/lib/kernel/secret';
import { EVIL_PAGE, GRABBING_PAGE, LATER, RACES, type Race, STARTING_GUN } from './race-pages';

const VALUE = 'tulip-Harbor-94-quartz';
const FORM_PAGE =
  '<form action="/in" method="post"><input id="p" type="password" name="p"><button>Go</button></form>';
/** A fill that nothing disturbs is the yardstick; delays go from none to more than that. */
const LONGEST_DELAY = 1.3;
/** A fill that never ends would be a defect of its own. */
const LONGEST_RACE_MS = 60_000;
const CLOSING_MS = 10_000;

export interface RaceResult {
  race: string;
  /** Where the value stands in a field of the other origin. */
  leaked: string | null;
  outcome: 'filled' | 'refused' | 'moved' | 'unfillable' | 'truncated' | 'failed';
}

/** Two origins on this machine: one that the entry names, one that it does not. */
export class RaceTrack {
  readonly #trusted = new Site('127.0.0.1', (path, response) => this.#trustedPage(path, response));
  readonly #evil = new Site('localhost', (path, response) => this.#evilPage(path, response));
  #html = '';
  /** Requests that wait for the starting gun; null once it has been fired. */
  #waiting: ServerResponse[] | null = [];
  #release: () => void = () => {};
  #fillMs = 50;

  async open(): Promise<void> {
    await Promise.all([this.#trusted.open(), this.#evil.open()]);
  }

  async close(): Promise<void> {
    await Promise.all([this.#trusted.close(), this.#evil.close()]);
  }

  /** What the other origin was sent or told of since the beginning that it must not know. */
  caught(): string[] {
    return this.#evil.received.filter((text) => text.includes(VALUE) || text.startsWith('/caught'));
  }

  /** One race: the fill and, should it come about, the sending of the form; then a look at the other origin. */
  async run(page: Page, race: Race, random: () => number): Promise<RaceResult> {
    const delay = Math.floor(random() * LONGEST_DELAY * this.#fillMs);
    const markup = LATER + race.html;
    this.#waiting = [];
    this.#html = markup.replaceAll('EVIL', this.#evil.url).replaceAll('DELAY', String(delay));
    await page.goto(`${this.#evil.url}/start`);
    await page.goto(`${this.#trusted.url}/`, { waitUntil: 'commit' }).catch(() => null);
    const outcome = await this.#fillAndSend(page, race, delay);
    this.#release();
    return { race: race.name, outcome, leaked: await this.#leak(page) };
  }

  async #fillAndSend(page: Page, race: Race, delay: number): Promise<RaceResult['outcome']> {
    const pin: OriginPin = {
      entryDomain: this.#trusted.host,
      extraOrigins: [],
      autofill: 'anywhere',
      // The other origin is refused for whose it is, not for being without TLS.
      insecureHosts: [this.#trusted.host, this.#evil.host],
    };
    const place = race.frame === undefined ? page : page.frameLocator(`[name=${race.frame}]`);
    try {
      const field = await place.locator('#p').first().elementHandle({ timeout: 2_000 });
      if (field === null) return 'moved';
      const started = performance.now();
      this.#fire();
      if (race.heldBack) setTimeout(() => this.#release(), delay);
      await secureFill(page, field, Secret.of(VALUE), pin);
      this.#fillMs = (this.#fillMs + performance.now() - started) / 2;
      await submitForm(page, field, pin);
      return 'filled';
    } catch (error) {
      return error instanceof SecureFillError ? error.kind : 'moved';
    }
  }

  #fire(): void {
    for (const response of this.#waiting ?? []) response.end();
    this.#waiting = null;
  }

  /** Everything that stands in a field of a document of the other origin. */
  async #leak(page: Page): Promise<string | null> {
    await page.waitForLoadState('load', { timeout: 2_000 }).catch(() => {});
    for (const frame of page.frames()) {
      if (!frame.url().startsWith(this.#evil.url)) continue;
      const values = await within(2_000, 'reading fields', frame.evaluate(valuesOfFields)).catch(() => []);
      if (values.some((value) => VALUE.includes(value))) return `typed into ${frame.url()}`;
    }
    return null;
  }

  #trustedPage(path: string, response: ServerResponse): string | null {
    if (path === STARTING_GUN) {
      if (this.#waiting === null) return '';
      this.#waiting.push(response);
      return null;
    }
    return path === '/form' ? FORM_PAGE : path === '/' ? this.#html : 'done';
  }

  #evilPage(path: string, response: ServerResponse): string | null {
    if (path !== '/held') return path === '/grabbing' ? GRABBING_PAGE : EVIL_PAGE;
    this.#release = () => response.end(EVIL_PAGE);
    return null;
  }
}

/** Every race of the list in turn, with delays that follow from the seed. */
export async function* runRaces(track: RaceTrack, context: BrowserContext, count: number, seed: number) {
  const random = seededRandom(seed);
  for (let place = 0; place < count; place += 1) {
    const race = RACES[place % RACES.length];
    const page = await context.newPage();
    if (race !== undefined)
      yield await within(LONGEST_RACE_MS, `race ${place}, ${race.name}`, track.run(page, race, random));
    // One of hundreds is never closed when it is in the middle of a navigation; it goes with its context.
    await within(CLOSING_MS, 'closing a page', page.close()).catch(() => {});
  }
}

/** Runs in the page. */
function valuesOfFields(): string[] {
  return [...document.querySelectorAll('input, textarea')].flatMap((element) =>
    (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) && element.value !== ''
      ? [element.value]
      : [],
  );
}

class Site {
  readonly received: string[] = [];
  #port = 0;
  readonly #server = createServer((request, response) => this.#answer(request, response));

  constructor(
    private readonly name: string,
    private readonly pageAt: (path: string, response: ServerResponse) => string | null,
  ) {}

  get host(): string {
    return `${this.name}:${this.#port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    this.#port = typeof address === 'object' && address ? address.port : 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.received.push(`${request.url} ${decodeURIComponent(body.replaceAll('+', ' '))}`);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const html = this.pageAt((request.url ?? '/').split('?')[0] ?? '/', response);
    if (html !== null) response.end(html);
  }
}

/** Mulberry32: a failing race can be run again from its seed. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
