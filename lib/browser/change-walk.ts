import type { Page } from 'playwright-core';
import type { OpenChangeFormOptions } from './change-form-types';
import { type Lead, nameOf } from './change-leads';
import { holding } from './held-element';
import { uncover } from './overlay';
import { readControls } from './page-controls';
import { PageRest } from './page-settle';

const REST_MS = 6_000;
const PRESS_MS = 3_000;
const PAGE_MS = 15_000;

/** Going from page to page and unfolding them, within the time that is given for it. */
export class ChangeWalk {
  readonly #page: Page;
  readonly #options: OpenChangeFormOptions;
  readonly #rest: PageRest;
  readonly #deadline: number;
  readonly #note: (line: string) => void;
  #trail: string[] = [];

  constructor(page: Page, options: OpenChangeFormOptions, note: (line: string) => void) {
    this.#page = page;
    this.#options = options;
    this.#rest = new PageRest(page, options.clock);
    this.#deadline = options.clock.now() + options.timeoutMs;
    this.#note = note;
  }

  /** What was pressed on the page to unfold it. */
  get trail(): readonly string[] {
    return this.#trail;
  }

  get timeLeft(): number {
    return this.#deadline - this.#options.clock.now();
  }

  stop(): void {
    this.#rest.stop();
  }

  settle(): Promise<void> {
    return this.#rest.settle(Math.min(REST_MS, Math.max(this.timeLeft, 1)), this.#options.signal);
  }

  async go(url: string): Promise<void> {
    this.#trail = [];
    const timeout = Math.max(1, Math.min(this.timeLeft, PAGE_MS));
    await this.#page.goto(url, { waitUntil: 'domcontentloaded', timeout }).catch(() => null);
    await this.settle();
  }

  /** False when the control is not to be found again, or cannot be pressed. */
  async follow(lead: Lead): Promise<boolean> {
    if (lead.href !== '') {
      await this.go(lead.href);
      return true;
    }
    if (this.#page.url() !== lead.from || this.#trail.join('>') !== lead.trail.join('>')) {
      await this.go(lead.from);
      for (const label of lead.trail) if (!(await this.#press(label))) return false;
    }
    return this.#press(lead.label);
  }

  /** Presses the control of these words, as it is found now. */
  async #press(label: string): Promise<boolean> {
    const controls = await readControls(this.#page, this.#options.pin);
    const named = controls.filter(
      ({ facts }) => nameOf(facts) === label && facts.visible && !facts.sendsForm,
    );
    const control = named.find(({ facts }) => facts.kind !== 'other') ?? named[0];
    const before = this.#page.url();
    if (control !== undefined && (await uncover(await holding(control.handle))))
      this.#note('what lay over the page was put away');
    const pressed = await control?.handle.click({ timeout: PRESS_MS, noWaitAfter: true }).then(
      () => true,
      () => false,
    );
    await Promise.all(controls.map(({ handle }) => handle.dispose().catch(() => {})));
    if (pressed !== true) return false;
    await this.settle();
    this.#trail = this.#page.url() === before ? [...this.#trail, label] : [];
    return true;
  }
}
