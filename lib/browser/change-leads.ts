import type { Page } from 'playwright-core';
import { bearsName } from './account-name';
import type { ChangeLogin } from './change-form-types';
import { looksLikeAccountMenu, scoreControl } from './change-path-policy';
import { decideFill, type OriginPin } from './origin-policy';
import { type ControlFacts, readControls } from './page-controls';
import { usualChangePages } from './usual-change-pages';

/** Something that may lead to the form: an address, or a control on a page. */
export interface Lead {
  points: number;
  label: string;
  because: string;
  /** The page it was seen on. */
  from: string;
  /** Presses that unfolded the page before the lead could be seen. */
  trail: readonly string[];
  href: string;
  /** Steps from where the search began. */
  depth: number;
}

/** Each page further away from the start is that much less likely to be the right way. */
const POINTS_PER_STEP = 4;

/** Where the change form may be, the likeliest first; each way is followed once. */
export class ChangeLeads {
  readonly #leads: Lead[] = [];
  readonly #known = new Set<string>();
  #guessed = false;

  constructor(
    private readonly page: Page,
    private readonly login: ChangeLogin,
    private readonly pin: OriginPin,
  ) {}

  next(): Lead | undefined {
    this.#leads.sort((left, right) => right.points - left.points);
    return this.#leads.shift();
  }

  /** What the page shows that may lead on. */
  async collect(depth: number, trail: readonly string[]): Promise<void> {
    const { page, login, pin } = this;
    const controls = await readControls(page, pin);
    const from = page.url();
    for (const { facts, handle } of controls) {
      await handle.dispose().catch(() => {});
      const own = {
        onControl: facts.text.length < 80 && bearsName(facts.text, login.username),
        around: bearsName(facts.around, login.username),
      };
      const score = scoreControl(facts, own);
      if (score === null) continue;
      const { href } = facts;
      if (href !== '' && !decideFill({ ...pin, topUrl: href, frameUrl: href }).allowed) continue;
      const points = score.points - depth * POINTS_PER_STEP;
      const { because } = score;
      this.#add(leadKey(facts, from), {
        points,
        label: nameOf(facts),
        because,
        from,
        trail: [...trail],
        href,
        depth,
      });
    }
  }

  /** Where nothing on the pages leads to a form, the usual addresses of such pages are left. */
  async guess(home: string): Promise<Lead | undefined> {
    if (this.#guessed) return undefined;
    this.#guessed = true;
    const because = 'it is a usual address of such pages';
    for (const href of await usualChangePages(this.page, this.pin)) {
      const label = new URL(href).pathname;
      this.#add(href, { points: 0, label, because, from: home, trail: [], href, depth: 0 });
    }
    return this.next();
  }

  #add(key: string, lead: Lead): void {
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#leads.push(lead);
  }
}

/** The same control of a page's frame on another page, or on the same page unfolded, leads where it led before. */
function leadKey(facts: ControlFacts, from: string): string {
  const { text, marks, href, inChrome } = facts;
  if (href !== '') return href;
  if (looksLikeAccountMenu(facts)) return `account ${text}`;
  return inChrome ? `frame ${text} ${marks}` : `${from.split('?')[0]} ${nameOf(facts)}`;
}

/** What tells a control from others: its words, or what its picture is called. */
export function nameOf({ text, marks }: ControlFacts): string {
  return text || marks.trim();
}
