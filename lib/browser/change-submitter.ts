import type { Dialog, ElementHandle, Page } from 'playwright-core';
import { z } from 'zod';
import type { Secret } from '@/lib/kernel/secret';
import { SecretSet } from '@/lib/redaction/secret-set';
import { within } from './bounded';
import type {
  ChangeForm,
  ChangeSecrets,
  ChangeSubmission,
  ChangeVerdict,
  SubmitChangeOptions,
} from './change-form-types';
import { changeMessageAmong } from './change-text-policy';
import { SecureFillError } from './fill-error';
import { type FoundChangeForm, findChangeForm } from './find-change-form';
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
const LONGEST_REJECTION = 200;

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
  #submitted = false;

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
      const before = new Set(await this.#lines());
      const hindrance = await this.#fill(found.form);
      if (hindrance !== null) return hindrance;
      const last = found.form.next.at(-1);
      if (last === undefined) return this.#unsent('NONE', 'the form has no field for a new password');
      await this.#press(last);
      return await this.#watch(before);
    } finally {
      await found.dispose();
    }
  }

  async #find() {
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
    const places: [readonly ElementHandle<Element>[], Secret][] = [
      [form.current, this.#login.current],
      [form.next, this.#login.candidate],
      [code === null ? [] : form.code.slice(0, 1), code ?? this.#login.current],
    ];
    try {
      for (const [fields, value] of places) for (const field of fields) await this.#type(field, value);
    } catch (error) {
      if (!(error instanceof SecureFillError)) throw error;
      const answer = this.#unsent(error.kind === 'truncated' ? 'POLICY_REJECT' : 'NONE', error.message);
      return error.keptLength === null ? answer : { ...answer, truncatedTo: error.keptLength };
    }
    const complaint = await complaintOf(form.next);
    return complaint === null
      ? null
      : {
          ...this.#unsent('POLICY_REJECT', 'the browser holds the form back'),
          rejection: this.#words(complaint),
        };
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

  async #press(field: ElementHandle<Element>): Promise<void> {
    const how = await submitForm(this.#page, field, this.#options.pin, {
      selector: this.#form.recipe?.change?.submit,
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
  async #watch(before: ReadonlySet<string>): Promise<ChangeSubmission> {
    const { clock, signal } = this.#options;
    const start = clock.now();
    const said = new Set<string>();
    let since = start;
    for (;;) {
      signal?.throwIfAborted();
      for (const line of [...(await this.#lines()), ...this.#dialogs]) {
        if (before.has(line) || said.has(line)) continue;
        said.add(line);
        since = clock.now();
      }
      const now = clock.now();
      const message = changeMessageAmong([...said]);
      const quiet = now - since >= SETTLE_MS && !this.#network.busy;
      if ((message !== null && quiet) || now - start >= PATIENCE_MS) return this.#verdict(message);
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  #verdict(message: { verdict: ChangeVerdict; line: string } | null): ChangeSubmission {
    const status = this.#network.sentStatus ?? this.#network.status;
    const broken = status !== null && status >= 500;
    if (broken) this.#note(`the change was answered with ${status}`);
    const verdict = message?.verdict ?? (broken ? 'ERROR' : 'NONE');
    this.#note(
      verdict === 'NONE' ? 'the page says nothing about the change' : `the page speaks of: ${verdict}`,
    );
    const rejected = message !== null && ['POLICY_REJECT', 'OLD_WRONG', 'ERROR'].includes(verdict);
    return {
      submitted: this.#submitted,
      verdict,
      ...(rejected ? { rejection: this.#words(message.line) } : {}),
      evidence: this.#evidence,
    };
  }

  async #lines(): Promise<string[]> {
    const facts = await readPageFacts(this.#page, this.#options.pin);
    return [...facts.lines, ...facts.alerts].filter((line) => line.length <= 400);
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

/** The browser's own complaint about a field, which keeps it from sending the form. Never the value. */
async function complaintOf(fields: readonly ElementHandle<Element>[]): Promise<string | null> {
  for (const field of fields) {
    const looking = field.evaluate((element) =>
      element instanceof HTMLInputElement && element.form?.noValidate !== true && !element.validity.valid
        ? element.validationMessage
        : '',
    );
    const complaint = z
      .string()
      .safeParse(await within(2_000, 'looking at a field', looking).catch(() => ''));
    if (complaint.success && complaint.data !== '') return complaint.data;
  }
  return null;
}
