import type { ElementHandle, Page } from 'playwright-core';
import { SecretSet } from '@/lib/redaction/secret-set';
import { bearsName } from './account-name';
import { within } from './bounded';
import { CERTAIN_SCORE } from './change-form-policy';
import type {
  ChangeForm,
  ChangeFormMissing,
  ChangeLogin,
  OpenChangeFormOptions,
  OpenedChangeForm,
} from './change-form-types';
import { looksLikeAccountMenu, scoreControl } from './change-path-policy';
import { type FoundChange, type FoundChangeForm, findChangeForm } from './find-change-form';
import { decideFill } from './origin-policy';
import { uncover } from './overlay';
import { type ControlFacts, readControls } from './page-controls';
import { PageRest } from './page-settle';
import { signIn } from './sign-in';
import { usualChangePages } from './usual-change-pages';
import { wellKnownChange } from './well-known-change';

/** Something that may lead to the form: an address, or a control on a page. */
interface Lead {
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

const MOST_STEPS = 24;
const REST_MS = 6_000;
/** Kept for going back to a doubtful form. */
const RESERVE_MS = 8_000;
/** Each page further away from the start is that much less likely to be the right way. */
const POINTS_PER_STEP = 4;

const OWN_POINTS = 25;

const MESSAGES = {
  CHANGE_FORM_NOT_FOUND: 'No form that changes the password was found.',
  SIGNED_OUT: 'The site does not treat the page as signed in.',
  REAUTHENTICATION_FAILED: 'The site asked for the current password again and did not go on.',
  CODE_UNAVAILABLE: 'The site asks for a one-time code and there is none to give.',
  ORIGIN_REFUSED: 'The form is on an origin that the entry does not allow.',
  UNFINISHED: 'The search for the change form did not come to an end in the time given.',
} as const satisfies Record<ChangeFormMissing, string>;

/** Looks for the change form: where the site says it is, then by the words and addresses of what can be pressed. */
export class ChangeSearch {
  readonly #page: Page;
  readonly #login: ChangeLogin;
  readonly #options: OpenChangeFormOptions;
  readonly #rest: PageRest;
  readonly #deadline: number;
  readonly #secrets: SecretSet;
  readonly #evidence: string[] = [];
  readonly #leads: Lead[] = [];
  readonly #known = new Set<string>();
  #trail: string[] = [];
  #reauthenticated = false;
  #guessed = false;
  /** A form that may be the one, for the case that no better one is found. */
  #doubtful: { url: string; score: number } | null = null;
  #refused: string | null = null;

  constructor(page: Page, login: ChangeLogin, options: OpenChangeFormOptions) {
    this.#page = page;
    this.#login = login;
    this.#options = options;
    this.#rest = new PageRest(page, options.clock);
    this.#deadline = options.clock.now() + options.timeoutMs;
    this.#secrets = SecretSet.of(login.username, login.current);
  }

  stop(): void {
    this.#rest.stop();
  }

  async run(): Promise<OpenedChangeForm> {
    await this.#settle();
    const stated = await this.#openStated();
    if (stated !== null) return stated;
    const here = await this.#look(0);
    if (here !== null) return here;
    const home = this.#page.url();
    const wellKnown = await wellKnownChange(this.#page, this.#options.pin);
    if (wellKnown !== null) {
      this.#note('the site names its change form under /.well-known/change-password');
      await this.#go(wellKnown);
      const there = await this.#look(0);
      if (there !== null) return there;
      await this.#go(home);
    }
    for (let step = 1; step <= MOST_STEPS && this.#timeLeft() > RESERVE_MS; step += 1) {
      const lead = this.#nextLead() ?? (await this.#guess(home));
      if (lead === undefined) break;
      if (!(await this.#follow(lead))) continue;
      const outcome = await this.#look(lead.depth + 1);
      if (outcome !== null) return outcome;
    }
    return (
      (await this.#takeDoubtful()) ??
      this.#missing(this.#timeLeft() > RESERVE_MS ? 'CHANGE_FORM_NOT_FOUND' : 'UNFINISHED')
    );
  }

  async #takeDoubtful(): Promise<OpenedChangeForm | null> {
    if (this.#doubtful === null) return null;
    if (this.#page.url() !== this.#doubtful.url) await this.#go(this.#doubtful.url);
    const found = await this.#find();
    await found.dispose();
    if (found.form === null) return null;
    this.#note('no better form was found');
    return this.#take(found.form);
  }

  /** What a recipe states. */
  async #openStated(): Promise<OpenedChangeForm | null> {
    const change = this.#options.recipe?.change;
    if (change?.url === undefined && change?.steps === undefined) return null;
    if (change.url !== undefined) await this.#go(change.url);
    for (const step of change.steps ?? []) {
      if ('goto' in step) await this.#go(step.goto);
      else {
        await this.#page.click(step.press, { timeout: 5_000, noWaitAfter: true }).catch(() => {});
        await this.#settle();
      }
    }
    this.#note('the recipe says where the form is');
    return this.#look(0);
  }

  /** Takes the form if the page has one; otherwise collects what the page leads to. */
  async #look(depth: number): Promise<OpenedChangeForm | null> {
    const found = await this.#find();
    try {
      const score = found.form === null ? 0 : found.form.score + (await this.#ownership(found.form));
      if (found.form !== null && score >= CERTAIN_SCORE) return this.#take(found.form);
      if (score > (this.#doubtful?.score ?? 0)) this.#doubtful = { url: this.#page.url(), score };
      if (found.form === null && found.reauthentication !== null && !this.#reauthenticated) {
        return (await this.#reauthenticate()) ?? (await this.#look(depth));
      }
      this.#refused ??= found.refused;
    } finally {
      await found.dispose();
    }
    await this.#collect(depth);
    return null;
  }

  /** Where the current password is not asked for, a form that shows another name is someone else's. */
  async #ownership(form: FoundChangeForm): Promise<number> {
    if (form.current.length > 0 || form.names.length === 0) return 0;
    const shown = await Promise.all(form.names.map((field) => nameShownIn(field)));
    if (!shown.some((value) => bearsName(value, this.#login.username))) return -OWN_POINTS;
    this.#note('form: it shows the name of the account');
    return OWN_POINTS;
  }

  #find(): Promise<FoundChange> {
    return findChangeForm(this.#page, this.#options.pin, this.#options.recipe?.change);
  }

  #take(found: FoundChangeForm): OpenedChangeForm {
    const { hints, ...rules } = found.rules;
    for (const reason of found.because) this.#note(`form: ${reason}`);
    const policyText = this.#secrets.scrub(hints).trim();
    const form: ChangeForm = {
      url: this.#page.url(),
      fields: { current: found.current.length, next: found.next.length, code: found.code.length > 0 },
      rules: { ...rules, policyText: policyText === '' ? null : policyText },
      recipe: this.#options.recipe,
    };
    return { found: true, form, address: form.url.split(/[?#]/)[0] ?? '', evidence: this.#evidence };
  }

  async #reauthenticate(): Promise<OpenedChangeForm | null> {
    this.#reauthenticated = true;
    this.#note('the site asks for the current password before it goes on');
    const { pin, clock, signal } = this.#options;
    const outcome = await signIn(
      this.#page,
      {
        username: this.#login.username,
        password: this.#login.current,
        oneTimeCode: this.#login.oneTimeCode,
        loginUrl: undefined,
      },
      { pin, clock, timeoutMs: Math.min(this.#timeLeft(), 45_000), signal },
    );
    await this.#settle();
    if (outcome.signedIn || outcome.code === 'PASSWORD_EXPIRED') return null;
    for (const line of outcome.evidence) this.#note(`asked again: ${line}`);
    return this.#missing(
      outcome.code === 'MFA_CODE_UNAVAILABLE' ? 'CODE_UNAVAILABLE' : 'REAUTHENTICATION_FAILED',
    );
  }

  async #collect(depth: number): Promise<void> {
    const { pin } = this.#options;
    const controls = await readControls(this.#page, pin);
    const from = this.#page.url();
    for (const { facts, handle } of controls) {
      await handle.dispose().catch(() => {});
      const own = {
        onControl: facts.text.length < 80 && bearsName(facts.text, this.#login.username),
        around: bearsName(facts.around, this.#login.username),
      };
      const score = scoreControl(facts, own);
      if (score === null) continue;
      if (facts.href !== '' && !decideFill({ ...pin, topUrl: facts.href, frameUrl: facts.href }).allowed)
        continue;
      const key = leadKey(facts, from);
      if (this.#known.has(key)) continue;
      this.#known.add(key);
      const points = score.points - depth * POINTS_PER_STEP;
      this.#leads.push({
        points,
        label: nameOf(facts),
        because: score.because,
        from,
        trail: [...this.#trail],
        href: facts.href,
        depth,
      });
    }
  }

  #nextLead(): Lead | undefined {
    this.#leads.sort((left, right) => right.points - left.points);
    return this.#leads.shift();
  }

  /** Where nothing on the pages leads to a form, the usual addresses of such pages are left. */
  async #guess(home: string): Promise<Lead | undefined> {
    if (this.#guessed || this.#doubtful !== null) return undefined;
    this.#guessed = true;
    const because = 'it is a usual address of such pages';
    for (const href of await usualChangePages(this.#page, this.#options.pin)) {
      if (this.#known.has(href)) continue;
      this.#known.add(href);
      const label = new URL(href).pathname;
      this.#leads.push({ points: 0, label, because, from: home, trail: [], href, depth: 0 });
    }
    return this.#nextLead();
  }

  async #follow(lead: Lead): Promise<boolean> {
    const words = this.#secrets.scrub(lead.label).slice(0, 60);
    this.#note(`following “${words}”: ${lead.because}`);
    if (lead.href !== '') {
      await this.#go(lead.href);
      return true;
    }
    if (this.#page.url() !== lead.from || this.#trail.join('>') !== lead.trail.join('>')) {
      await this.#go(lead.from);
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
    if (control !== undefined && (await uncover(control.handle)))
      this.#note('what lay over the page was put away');
    const pressed = await control?.handle.click({ timeout: 3_000, noWaitAfter: true }).then(
      () => true,
      () => false,
    );
    await Promise.all(controls.map(({ handle }) => handle.dispose().catch(() => {})));
    if (pressed !== true) return false;
    await this.#settle();
    this.#trail = this.#page.url() === before ? [...this.#trail, label] : [];
    return true;
  }

  async #go(url: string): Promise<void> {
    this.#trail = [];
    const timeout = Math.max(1, Math.min(this.#timeLeft(), 15_000));
    await this.#page.goto(url, { waitUntil: 'domcontentloaded', timeout }).catch(() => null);
    await this.#settle();
  }

  #settle(): Promise<void> {
    return this.#rest.settle(Math.min(REST_MS, Math.max(this.#timeLeft(), 1)), this.#options.signal);
  }

  #missing(code: ChangeFormMissing): OpenedChangeForm {
    const reason = code === 'CHANGE_FORM_NOT_FOUND' && this.#refused !== null ? 'ORIGIN_REFUSED' : code;
    if (this.#refused !== null) this.#note(this.#refused);
    return { found: false, code: reason, message: MESSAGES[reason], evidence: this.#evidence };
  }

  #timeLeft(): number {
    return this.#deadline - this.#options.clock.now();
  }

  #note(line: string): void {
    this.#evidence.push(line);
    this.#options.onEvidence?.(line);
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
function nameOf({ text, marks }: ControlFacts): string {
  return text || marks.trim();
}

/** Of a field for a name, never of one for a password. */
async function nameShownIn(field: ElementHandle<Element>): Promise<string> {
  const reading = field.evaluate((element) =>
    element instanceof HTMLInputElement && element.type !== 'password' ? element.value : '',
  );
  return within(2_000, 'reading a name', reading).catch(() => '');
}
