import type { Page } from 'playwright-core';
import type { Secret } from '@/lib/kernel/secret';
import { within } from './bounded';
import { SecureFillError } from './fill-error';
import { type FoundSignIn, findFields } from './find-fields';
import type { HeldElement } from './held-element';
import { NetworkWatch } from './network-watch';
import { uncover } from './overlay';
import { guardRecording } from './recording-guard';
import { secureFill, secureFillBoxes } from './secure-fill';
import { askInTime, findSignInPage, followSignInLink, openPage, startAddress } from './sign-in-acts';
import { nextStep } from './sign-in-machine';
import { type SignInOutcome, signInFailure } from './sign-in-outcome';
import { probeSession, type SessionProbe } from './sign-in-probe';
import type { SignInProgress, SignInView } from './sign-in-state';
import type { SignInStep } from './sign-in-step';
import type { SignInLogin, SignInOptions } from './sign-in-types';
import { type Look, readView, signatureOf, type ViewSources } from './sign-in-view';
import { submitForm } from './submit';

const LOOK_EVERY_MS = 150;
/** Fields that vanish while they are filled: the page is redrawing itself. */
const FILL_ATTEMPTS = 3;
const PROBED = {
  open: 'asked in a window of its own, the site does not show its sign-in form',
  closed: 'asked in a window of its own, the site shows its sign-in form',
  unknown: 'asked in a window of its own, the site gave no clear answer',
} as const satisfies Record<SessionProbe, string>;

type FillStep = 'fill_username' | 'fill_password' | 'fill_code';
const STAGES = {
  fill_username: 'username',
  fill_password: 'password',
  fill_code: 'code',
} as const satisfies Record<FillStep, string>;

/**
 * Signs a page in and says, by evidence, whether that worked.
 *
 * Promise: it ends within `timeoutMs` (plus one bounded look); it sends the password at most once and at most two
 * codes; it types only where the pin allows; what it returns holds no secret and no text of the page. Errors of
 * `oneTimeCode` and `beforePassword` and a RecordingActiveError pass through; whatever the page does becomes an outcome.
 */
export async function signIn(page: Page, login: SignInLogin, options: SignInOptions): Promise<SignInOutcome> {
  guardRecording(page.context());
  const network = new NetworkWatch(page);
  try {
    return await new SignInAttempt(page, login, options, network).run();
  } finally {
    network.stop();
  }
}

class SignInAttempt {
  readonly #page: Page;
  readonly #login: SignInLogin;
  readonly #options: SignInOptions;
  readonly #network: NetworkWatch;
  #sources: ViewSources;
  #lines: readonly string[] = [];
  #formUrl: string | null = null;
  readonly #deadline: number;
  readonly #evidence: string[] = [];
  readonly #progress: SignInProgress = {
    usernameSent: false,
    passwordSent: false,
    codesSent: 0,
    linksFollowed: 0,
    guessed: false,
    probe: null,
    lastSent: null,
  };
  #failedFills = 0;
  /** Since when the page looks as it does, or a form of it was sent: from then on there is something to wait for. */
  #since: number;

  constructor(page: Page, login: SignInLogin, options: SignInOptions, network: NetworkWatch) {
    this.#page = page;
    this.#login = login;
    this.#options = options;
    this.#network = network;
    this.#since = options.clock.now();
    this.#deadline = this.#since + options.timeoutMs;
    const { pin, recipe = {} } = options;
    this.#sources = {
      page,
      pin,
      recipe,
      network,
      username: login.username,
      sent: false,
      saidBefore: new Set(),
    };
  }

  async run(): Promise<SignInOutcome> {
    const { clock, signal } = this.#options;
    const url = startAddress(this.#page, this.#login, this.#options);
    if (url !== null) await openPage(this.#page, url, this.#remaining());
    let seen = '';
    for (;;) {
      signal?.throwIfAborted();
      this.#network.forgetRead();
      const look = await readView(this.#sources);
      this.#lines = look.lines;
      const nowMs = clock.now();
      const signature = signatureOf(look.view);
      if (signature !== seen) [seen, this.#since] = [signature, nowMs];
      const moment = { stableMs: nowMs - this.#since, outOfTime: nowMs >= this.#deadline };
      try {
        const outcome = await this.#take(nextStep(look.view, this.#progress, moment), look);
        if (outcome !== null) return outcome;
      } finally {
        // Nothing waits for it, and it does not fail.
        void look.found?.dispose();
      }
      // A page that has come is looked at at once: most of a sign-in is waiting for two of them.
      await Promise.race([clock.sleep(LOOK_EVERY_MS, signal), this.#network.documentRead()]);
    }
  }

  async #take(step: SignInStep, look: Look): Promise<SignInOutcome | null> {
    switch (step.do) {
      case 'wait':
        return null;
      case 'succeed':
        this.#note(step.because);
        return { signedIn: true, verdict: 'accepted', evidence: this.#evidence };
      case 'fail':
        this.#note(step.because);
        return signInFailure(step.code, this.#evidence, this.#progress.passwordSent, step.verdict);
      case 'follow_sign_in_link':
        this.#progress.linksFollowed += 1;
        this.#note('the page has a link to its sign-in form');
        await followSignInLink(this.#page, this.#options.pin);
        return null;
      case 'guess_address':
        this.#progress.guessed = true;
        if (await this.#guessAddress()) this.#note('a usual address of sign-in pages has the form');
        return null;
      case 'probe':
        this.#progress.probe = await this.#probe();
        this.#note(PROBED[this.#progress.probe]);
        return null;
      default:
        return this.#fillOrExplain(step.do, look);
    }
  }

  async #fillOrExplain(step: FillStep, look: Look): Promise<SignInOutcome | null> {
    try {
      return await this.#fill(step, look);
    } catch (error) {
      if (!(error instanceof SecureFillError)) throw error;
      if (error.kind === 'refused') return this.#fail('ORIGIN_REFUSED', error.message);
      if (error.kind === 'truncated') return this.#fail('FIELD_TRUNCATED', error.message);
      this.#failedFills += 1;
      return this.#failedFills < FILL_ATTEMPTS ? null : this.#fail('FIELD_NOT_FILLABLE', error.message);
    }
  }

  async #fill(step: FillStep, look: Look): Promise<SignInOutcome | null> {
    // The code first: it may take half a minute, in which the page may change, and a filled password must not wait.
    const code = this.#wantsCode(step, look.view) ? await this.#askForCode() : null;
    if (step === 'fill_code' && code === null) {
      return this.#fail(
        'MFA_CODE_UNAVAILABLE',
        'the page asks for a one-time code and none could be had in time',
      );
    }
    if (code === null) return this.#fillFound(step, look, look.found, null);
    const found = await findFields(this.#page, this.#options.pin, this.#options.recipe);
    try {
      return await this.#fillFound(step, look, found, code);
    } finally {
      await found.dispose();
    }
  }

  async #fillFound(
    step: FillStep,
    { view }: Look,
    found: FoundSignIn | null,
    code: Secret | null,
  ): Promise<SignInOutcome | null> {
    const { pin } = this.#options;
    const stage = STAGES[step];
    const last = stage === 'code' ? found?.code.at(-1) : found?.[stage];
    if (!found || !last) return null;
    if (await uncover(last)) this.#note('a banner over the form was dismissed');
    if (stage !== 'code' && found.username !== null) {
      await secureFill(this.#page, found.username, this.#login.username, pin);
    }
    if (stage === 'password') {
      await secureFill(this.#page, last, this.#login.password, pin);
      await this.#options.beforePassword?.();
    }
    this.#recordSent(stage, code !== null, view);
    const filled = code === null || (await this.#fillCode(found.code, code));
    const how = filled ? await this.#submit(last) : 'by the page';
    // Filling may have taken longer than a page has to answer in.
    this.#since = this.#options.clock.now();
    this.#note(`the ${stage} was filled in and sent (${how})`);
    return null;
  }

  /** A code field beside name and password may be left empty by accounts that have no code. */
  #wantsCode(step: FillStep, view: SignInView): boolean {
    if (view.codeFields === 0 || step === 'fill_username') return false;
    return step === 'fill_code' || this.#login.oneTimeCode !== undefined;
  }

  async #askForCode(): Promise<Secret | null> {
    this.#note('the page has a field for a one-time code');
    const { clock } = this.#options;
    return this.#login.oneTimeCode === undefined
      ? null
      : askInTime(this.#login.oneTimeCode, clock, this.#remaining());
  }

  /** False when the page went on by itself, as many do at the last digit. The code is used up either way. */
  async #fillCode(fields: readonly HeldElement[], code: Secret): Promise<boolean> {
    const [first, ...more] = fields;
    if (first === undefined) return false;
    try {
      if (more.length === 0) await secureFill(this.#page, first, code, this.#options.pin);
      else await secureFillBoxes(this.#page, fields, code, this.#options.pin);
      return true;
    } catch (error) {
      const movedOn = error instanceof SecureFillError && (error.kind === 'moved' || error.kind === 'failed');
      if (movedOn) return false;
      throw error;
    }
  }

  /** Before the last act, not after it: should that end in an error, the form counts as sent all the same. */
  #recordSent(stage: 'username' | 'password' | 'code', withCode: boolean, view: SignInView): void {
    this.#formUrl ??= this.#page.url();
    this.#sources = { ...this.#sources, sent: true, saidBefore: new Set(this.#lines) };
    this.#progress.usernameSent = true;
    this.#progress.passwordSent ||= stage === 'password';
    this.#progress.codesSent += withCode ? 1 : 0;
    this.#network.forgetSent();
    this.#progress.lastSent = {
      stage,
      address: view.address,
      documents: this.#network.documents,
      signOut: view.signOut,
    };
  }

  async #submit(field: Parameters<typeof submitForm>[1]): Promise<string> {
    const { pin, recipe } = this.#options;
    try {
      const sending = submitForm(this.#page, field, pin, { selector: recipe?.submit });
      return await within(Math.min(this.#remaining(), 15_000), 'sending the form', sending);
    } catch (error) {
      if (error instanceof SecureFillError) throw error;
      // The page went away under the click, as it does when the last box of a code sends the form by itself.
      return 'by the page';
    }
  }

  /** Only from a site's front page: an address that a person stated is not second-guessed. */
  async #guessAddress(): Promise<boolean> {
    if (this.#options.recipe?.url !== undefined) return false;
    return findSignInPage(this.#page, this.#options, Math.min(this.#remaining(), 15_000));
  }

  async #probe(): Promise<SessionProbe> {
    const { pin, clock, signal } = this.#options;
    const formUrl = this.#formUrl ?? this.#page.url();
    const signOutSaysNothing = this.#progress.lastSent?.signOut === true;
    return probeSession(this.#page, {
      formUrl,
      signOutSaysNothing,
      pin,
      clock,
      signal,
      timeoutMs: this.#remaining(),
    });
  }

  #fail(code: Parameters<typeof signInFailure>[0], because: string): SignInOutcome {
    this.#note(because);
    return signInFailure(code, this.#evidence, this.#progress.passwordSent);
  }

  #remaining(): number {
    return Math.max(this.#deadline - this.#options.clock.now(), 1);
  }

  #note(line: string): void {
    this.#evidence.push(line);
    this.#options.onEvidence?.(line);
  }
}
