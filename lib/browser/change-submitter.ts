import type { Dialog, ElementHandle, Page } from 'playwright-core';
import type { Secret } from '@/lib/kernel/secret';
import { SecretSet } from '@/lib/redaction/secret-set';
import { complaintOf, isInDialog, lengthOf } from './change-field-looks';
import type {
  ChangeForm,
  ChangeSecrets,
  ChangeSubmission,
  ChangeVerdict,
  SubmitChangeOptions,
} from './change-form-types';
import { type ChangeMessage, changeMessageIn } from './change-text-policy';
import { dialogButtons, withConfirmation } from './dialog-buttons';
import { SecureFillError } from './fill-error';
import { type FoundChange, type FoundChangeForm, findChangeForm } from './find-change-form';
import { NetworkWatch } from './network-watch';
import { readPageFacts } from './page-facts';
import { PageRest } from './page-settle';
import { secureFill } from './secure-fill';
import { askInTime } from './sign-in-acts';
import { CHANGE_BUTTONS, submitForm } from './submit';

const LOOK_EVERY_MS = 150;
/** How long a site may stay silent after the form was sent. */
const PATIENCE_MS = 8_000;
const SETTLE_MS = 1_200;
/** What speaks of a failure may be followed by words that say more; "your password was changed" is all there is to say. */
const SETTLE_AFTER_SUCCESS_MS = 500;
const LONGEST_REJECTION = 200;
const LONGEST_LINE = 300;

interface Said {
  alerts: Set<string>;
  lines: Set<string>;
  formShown: boolean;
}

/** Fills a change form and sends it, once. */
export class ChangeSubmitter {
  readonly #page: Page;
  readonly #form: ChangeForm;
  readonly #login: ChangeSecrets;
  readonly #options: SubmitChangeOptions;
  readonly #network: NetworkWatch;
  readonly #rest: PageRest;
  readonly #secrets: SecretSet;
  readonly #evidence: string[] = [];
  readonly #dialogs: string[] = [];
  #before: ReadonlySet<string> = new Set();
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
    page.on('dialog', this.#onDialog);
  }

  stop(): void {
    this.#network.stop();
    this.#rest.stop();
    this.#page.off('dialog', this.#onDialog);
  }

  async run(): Promise<ChangeSubmission> {
    const found = await this.#find();
    try {
      if (found.form === null) return this.#unsent('NONE', 'the form is no longer on the page');
      const facts = await readPageFacts(this.#page, this.#options.pin);
      this.#before = new Set([...facts.lines, ...facts.alerts]);
      this.#buttonsBefore = new Set(await dialogButtons(this.#page, this.#options.pin));
      const hindrance = await this.#fill(found.form);
      if (hindrance !== null) return hindrance;
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

  async #fill(form: FoundChangeForm): Promise<ChangeSubmission | null> {
    const code = await this.#code(form);
    if (code === 'missing')
      return this.#unsent('NONE', 'the form asks for a one-time code and none could be had');
    try {
      for (const field of form.current) await this.#type(field, this.#login.current);
      const lengths: number[] = [];
      for (const field of form.next) {
        await this.#type(field, this.#login.candidate);
        lengths.push(await lengthOf(field));
      }
      await this.#fillShownLate(lengths[0] ?? 0);
      if (code !== null) for (const field of form.code.slice(0, 1)) await this.#type(field, code);
      const kept = await Promise.all(form.next.map(lengthOf));
      if (kept.some((length, place) => length !== lengths[place])) {
        return {
          ...this.#unsent('POLICY_REJECT', 'a field changed its value after it was filled'),
          truncatedTo: Math.min(...kept),
        };
      }
    } catch (error) {
      if (!(error instanceof SecureFillError)) throw error;
      const answer = this.#unsent(error.kind === 'truncated' ? 'POLICY_REJECT' : 'NONE', error.message);
      return error.keptLength === null ? answer : { ...answer, truncatedTo: error.keptLength };
    }
    const complaint = await complaintOf(form.next);
    if (complaint === null) return null;
    return {
      ...this.#unsent('POLICY_REJECT', 'the browser holds the form back'),
      rejection: this.#words(complaint),
    };
  }

  /** Some forms show the repetition, or the field for the current password, once a new one is typed. */
  async #fillShownLate(length: number): Promise<void> {
    const { form, dispose } = await findChangeForm(this.#page, this.#options.pin, this.#form.recipe?.change);
    try {
      const next = form?.next ?? [];
      const lengths = await Promise.all(next.map(lengthOf));
      // The form that was filled, not another one that the page shows by now.
      if (length === 0 || !lengths.includes(length)) return;
      for (const field of form?.current ?? [])
        if ((await lengthOf(field)) === 0) await this.#type(field, this.#login.current);
      for (const [place, field] of next.entries())
        if (lengths[place] === 0) await this.#type(field, this.#login.candidate);
    } finally {
      await dispose();
    }
  }

  async #code(form: FoundChangeForm): Promise<Secret | 'missing' | null> {
    if (form.code.length === 0) return null;
    const { oneTimeCode } = this.#login;
    if (oneTimeCode === undefined) return 'missing';
    const { clock, deadline } = this.#options;
    return (await askInTime(oneTimeCode, clock, Math.max(deadline - clock.now(), 1))) ?? 'missing';
  }

  /** Scripts that watch keys, such as strength meters, do not see text that is inserted as a whole. */
  async #type(field: ElementHandle<Element>, value: Secret): Promise<void> {
    await secureFill(this.#page, field, value, this.#options.pin);
    await field.press('End', { timeout: 2_000, noWaitAfter: true }).catch(() => {});
  }

  async #press(field: ElementHandle<Element>, selector?: string): Promise<void> {
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
    const said: Said = { alerts: new Set(), lines: new Set(), formShown: true };
    let start = clock.now();
    let since = start;
    for (;;) {
      signal?.throwIfAborted();
      if (await this.#listen(said)) since = clock.now();
      const now = clock.now();
      const message = changeMessageIn({
        alerts: [...said.alerts],
        lines: [...said.lines],
        formShown: said.formShown,
      });
      const settle = message?.verdict === 'SUCCESS_TEXT' ? SETTLE_AFTER_SUCCESS_MS : SETTLE_MS;
      const quiet = now - since >= settle && !this.#network.busy;
      if (message === null && quiet && (await this.#answerQuestion())) start = since = clock.now();
      else if ((message !== null && quiet) || now - start >= PATIENCE_MS) return this.#verdict(message);
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  /** True when the page said something new. A toast is gone after seconds; what it said is kept. */
  async #listen(said: Said): Promise<boolean> {
    const [facts, found] = await Promise.all([
      readPageFacts(this.#page, this.#options.pin),
      findChangeForm(this.#page, this.#options.pin, this.#form.recipe?.change),
    ]);
    await found.dispose();
    const sizes = said.alerts.size + said.lines.size;
    const fresh = (line: string) => line.length <= LONGEST_LINE && !this.#before.has(line);
    for (const line of [...facts.alerts, ...this.#dialogs].filter(fresh)) said.alerts.add(line);
    for (const line of facts.lines.filter(fresh)) said.lines.add(line);
    if (!facts.loading) said.formShown = found.form !== null;
    return said.alerts.size + said.lines.size > sizes;
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
        await this.#type(asked, this.#login.current);
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

  /** "Really change it?" is part of sending; left alone, Playwright would answer no. */
  readonly #onDialog = (dialog: Dialog) => {
    this.#dialogs.push(dialog.message());
    void dialog.accept().catch(() => {});
  };
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
