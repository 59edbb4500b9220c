import type { Page } from 'playwright-core';
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
import { ChangeLeads } from './change-leads';
import { ChangeWalk } from './change-walk';
import { type FoundChange, type FoundChangeForm, findChangeForm } from './find-change-form';
import type { HeldElement } from './held-element';
import { signIn } from './sign-in';
import { wellKnownChange } from './well-known-change';

const MOST_STEPS = 24;
/** Kept for going back to a doubtful form. */
const RESERVE_MS = 8_000;
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
  readonly #walk: ChangeWalk;
  readonly #leads: ChangeLeads;
  readonly #secrets: SecretSet;
  readonly #evidence: string[] = [];
  #reauthenticated = false;
  /** A form that may be the one, for the case that no better one is found. */
  #doubtful: { url: string; score: number } | null = null;
  #refused: string | null = null;

  constructor(page: Page, login: ChangeLogin, options: OpenChangeFormOptions) {
    this.#page = page;
    this.#login = login;
    this.#options = options;
    this.#walk = new ChangeWalk(page, options, (line) => this.#note(line));
    this.#leads = new ChangeLeads(page, login, options.pin);
    this.#secrets = SecretSet.of(login.username, login.current);
  }

  stop(): void {
    this.#walk.stop();
  }

  async run(): Promise<OpenedChangeForm> {
    await this.#walk.settle();
    const stated = await this.#openStated();
    if (stated !== null) return stated;
    const here = await this.#look(0);
    if (here !== null) return here;
    const home = this.#page.url();
    const wellKnown = await wellKnownChange(this.#page, this.#options.pin);
    if (wellKnown !== null) {
      this.#note('the site names its change form under /.well-known/change-password');
      await this.#walk.go(wellKnown);
      const there = await this.#look(0);
      if (there !== null) return there;
      await this.#walk.go(home);
    }
    for (let step = 1; step <= MOST_STEPS && this.#walk.timeLeft > RESERVE_MS; step += 1) {
      const lead = this.#leads.next() ?? (this.#doubtful ? undefined : await this.#leads.guess(home));
      if (lead === undefined) break;
      this.#note(`following “${this.#secrets.scrub(lead.label).slice(0, 60)}”: ${lead.because}`);
      if (!(await this.#walk.follow(lead))) continue;
      const outcome = await this.#look(lead.depth + 1);
      if (outcome !== null) return outcome;
    }
    return (
      (await this.#takeDoubtful()) ??
      this.#missing(this.#walk.timeLeft > RESERVE_MS ? 'CHANGE_FORM_NOT_FOUND' : 'UNFINISHED')
    );
  }

  async #takeDoubtful(): Promise<OpenedChangeForm | null> {
    if (this.#doubtful === null) return null;
    if (this.#page.url() !== this.#doubtful.url) await this.#walk.go(this.#doubtful.url);
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
    if (change.url !== undefined) await this.#walk.go(change.url);
    for (const step of change.steps ?? []) {
      if ('goto' in step) await this.#walk.go(step.goto);
      else {
        await this.#page.click(step.press, { timeout: 5_000, noWaitAfter: true }).catch(() => {});
        await this.#walk.settle();
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
    await this.#leads.collect(depth, this.#walk.trail);
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
      { pin, clock, timeoutMs: Math.min(this.#walk.timeLeft, 45_000), signal },
    );
    await this.#walk.settle();
    if (outcome.signedIn || outcome.code === 'PASSWORD_EXPIRED') return null;
    for (const line of outcome.evidence) this.#note(`asked again: ${line}`);
    return this.#missing(
      outcome.code === 'MFA_CODE_UNAVAILABLE' ? 'CODE_UNAVAILABLE' : 'REAUTHENTICATION_FAILED',
    );
  }

  #missing(code: ChangeFormMissing): OpenedChangeForm {
    const reason = code === 'CHANGE_FORM_NOT_FOUND' && this.#refused !== null ? 'ORIGIN_REFUSED' : code;
    if (this.#refused !== null) this.#note(this.#refused);
    return { found: false, code: reason, message: MESSAGES[reason], evidence: this.#evidence };
  }

  #note(line: string): void {
    this.#evidence.push(line);
    this.#options.onEvidence?.(line);
  }
}

/** Of a field for a name, never of one for a password. */
async function nameShownIn(field: HeldElement): Promise<string> {
  const reading = field.evaluate(({ element }) =>
    element instanceof HTMLInputElement && element.type !== 'password' ? element.value : '',
  );
  return within(2_000, 'reading a name', reading).catch(() => '');
}
