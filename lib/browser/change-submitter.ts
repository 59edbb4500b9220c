import type { Page } from 'playwright-core';
import { SecretSet } from '@/lib/redaction/secret-set';
import { ChangeAnswer } from './change-answer';
import { isInDialog } from './change-field-looks';
import { ChangeFilling, type Hindrance } from './change-filling';
import type {
  ChangeForm,
  ChangeSecrets,
  ChangeSubmission,
  ChangeVerdict,
  SubmitChangeOptions,
} from './change-form-types';
import type { ChangeMessage } from './change-text-policy';
import { dialogButtons, withConfirmation } from './dialog-buttons';
import { type FoundChange, findChangeForm } from './find-change-form';
import type { HeldElement } from './held-element';
import { NetworkWatch } from './network-watch';
import { PageRest } from './page-settle';
import { CHANGE_BUTTONS, submitForm } from './submit';

const LOOK_EVERY_MS = 150;
/** How long a site may stay silent after the form was sent. */
const PATIENCE_MS = 8_000;
const SETTLE_MS = 1_200;
/** What speaks of a failure may be followed by words that say more; "your password was changed" is all there is to say. */
const SETTLE_AFTER_SUCCESS_MS = 500;
const LONGEST_REJECTION = 200;

/** Fills a change form and sends it, once. */
export class ChangeSubmitter {
  readonly #page: Page;
  readonly #form: ChangeForm;
  readonly #login: ChangeSecrets;
  readonly #options: SubmitChangeOptions;
  readonly #network: NetworkWatch;
  readonly #rest: PageRest;
  readonly #filling: ChangeFilling;
  readonly #answer: ChangeAnswer;
  readonly #secrets: SecretSet;
  readonly #evidence: string[] = [];
  #documents = 0;
  #buttonsBefore: ReadonlySet<string> = new Set();
  #submitted = false;
  /** What a site may ask once more after the button: whether one means it, and who one is. */
  #confirmed = false;
  #reauthenticated = false;

  constructor(page: Page, form: ChangeForm, secrets: ChangeSecrets, options: SubmitChangeOptions) {
    this.#page = page;
    this.#form = form;
    this.#login = secrets;
    this.#options = options;
    this.#network = new NetworkWatch(page);
    this.#rest = new PageRest(page, options.clock);
    this.#secrets = SecretSet.of(secrets.current, secrets.candidate);
    this.#filling = new ChangeFilling(page, form, secrets, options);
    this.#answer = new ChangeAnswer(page, form, options);
  }

  stop(): void {
    this.#network.stop();
    this.#rest.stop();
    this.#answer.stop();
  }

  async run(): Promise<ChangeSubmission> {
    const found = await this.#find();
    try {
      if (found.form === null) return this.#unsent('NONE', 'the form is no longer on the page');
      await this.#answer.rememberBefore();
      this.#buttonsBefore = new Set(await dialogButtons(this.#page, this.#options.pin));
      const hindrance = await this.#filling.fill(found.form);
      if (hindrance !== null) return this.#heldBack(hindrance);
      const last = found.form.next.at(-1);
      if (last === undefined) return this.#unsent('NONE', 'the form has no field for a new password');
      await this.#press(last, this.#form.recipe?.change?.submit);
    } finally {
      await found.dispose();
    }
    return this.#watch();
  }

  async #find(): Promise<FoundChange> {
    const { pin } = this.#options;
    const here = await findChangeForm(this.#page, pin, this.#form.recipe?.change);
    if (here.form !== null) return here;
    await here.dispose();
    await this.#page
      .goto(this.#form.url, { waitUntil: 'domcontentloaded', timeout: 15_000 })
      .catch(() => null);
    await this.#rest.settle(5_000, this.#options.signal);
    return findChangeForm(this.#page, pin, this.#form.recipe?.change);
  }

  async #press(field: HeldElement, selector?: string): Promise<void> {
    this.#documents = this.#network.documents;
    const how = await submitForm(this.#page, field, this.#options.pin, {
      selector,
      words: CHANGE_BUTTONS,
      beforePress: () => this.#permit(),
    });
    this.#note(`the form was filled in and sent (${how})`);
  }

  async #permit(): Promise<void> {
    const { beforeSubmit, signal, clock, deadline } = this.#options;
    signal?.throwIfAborted();
    await beforeSubmit();
    if (clock.now() >= deadline) throw new Error('the time for sending the change is over');
    this.#network.forgetSent();
    this.#submitted = true;
  }

  /** Looks at what the page says until it has said something and come to rest. */
  async #watch(): Promise<ChangeSubmission> {
    const { clock, signal } = this.#options;
    let start = clock.now();
    let since = start;
    for (;;) {
      signal?.throwIfAborted();
      if (await this.#answer.listen()) since = clock.now();
      const now = clock.now();
      const { message } = this.#answer;
      const settle = message?.verdict === 'SUCCESS_TEXT' ? SETTLE_AFTER_SUCCESS_MS : SETTLE_MS;
      const quiet = now - since >= settle && !this.#network.busy;
      if (message === null && quiet && (await this.#answerQuestion())) start = since = clock.now();
      else if ((message !== null && quiet) || now - start >= PATIENCE_MS) return this.#verdict(message);
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  /** "Really?" and "enter your current password to go on" are a part of sending; each is answered once. */
  async #answerQuestion(): Promise<boolean> {
    const found = await findChangeForm(this.#page, this.#options.pin, this.#form.recipe?.change);
    try {
      const asked = found.reauthentication;
      const aside = found.form === null || found.form.next.length === 0 || (await isInDialog(asked));
      if (asked !== null && aside && !found.asksName && !this.#reauthenticated) {
        this.#reauthenticated = true;
        this.#note('the site asks for the current password before it goes on');
        await this.#filling.type(asked, this.#login.current);
        await this.#press(asked);
        return true;
      }
    } finally {
      await found.dispose();
    }
    return this.#confirmInDialog();
  }

  async #confirmInDialog(): Promise<boolean> {
    const nothingSent = this.#network.sentStatus === null && this.#network.documents === this.#documents;
    if (this.#confirmed || !nothingSent) return false;
    return withConfirmation(this.#page, this.#options.pin, this.#buttonsBefore, async (button) => {
      this.#confirmed = true;
      this.#note('the site asks whether the change is meant');
      await this.#permit();
      await button.click({ timeout: 3_000, noWaitAfter: true }).catch(() => {});
    });
  }

  #verdict(message: ChangeMessage | null): ChangeSubmission {
    const status = this.#network.sentStatus ?? this.#network.status;
    const broken = status !== null && status >= 500;
    if (broken) this.#note(`the change was answered with ${status}`);
    const verdict = message?.verdict ?? (broken ? 'ERROR' : 'NONE');
    this.#note(VERDICT_WORDS[verdict]);
    const rejected = message !== null && ['POLICY_REJECT', 'OLD_WRONG', 'ERROR'].includes(verdict);
    return {
      submitted: this.#submitted,
      verdict,
      ...(rejected ? { rejection: this.#words(message.line) } : {}),
      evidence: this.#evidence,
    };
  }

  #heldBack({ because, rejection, truncatedTo, verdict }: Hindrance): ChangeSubmission {
    return {
      ...this.#unsent(verdict, because),
      ...(rejection === undefined ? {} : { rejection: this.#words(rejection) }),
      ...(truncatedTo === undefined ? {} : { truncatedTo }),
    };
  }

  #unsent(verdict: ChangeVerdict, because: string): ChangeSubmission {
    this.#note(because);
    return { submitted: this.#submitted, verdict, evidence: this.#evidence };
  }

  #words(line: string): string {
    return this.#secrets.scrub(line).slice(0, LONGEST_REJECTION);
  }

  #note(line: string): void {
    this.#evidence.push(line);
    this.#options.onEvidence?.(line);
  }
}

/** As they stand in the timeline of a rotation. */
const VERDICT_WORDS: Record<ChangeVerdict, string> = {
  SUCCESS_TEXT: 'the page says that the password was changed',
  POLICY_REJECT: 'the page does not accept the new password',
  OLD_WRONG: 'the page says that the present password is wrong',
  CONFIRM_BY_EMAIL: 'the page speaks of a message that has to be confirmed',
  ERROR: 'the page shows an error',
  NONE: 'the page says nothing about the change',
};
