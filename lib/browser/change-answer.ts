import type { Dialog, Page } from 'playwright-core';
import type { ChangeForm, SubmitChangeOptions } from './change-form-types';
import { type ChangeMessage, changeMessageIn } from './change-text-policy';
import { findChangeForm } from './find-change-form';
import { readPageFacts } from './page-facts';

const LONGEST_LINE = 300;

/** What a site says to a change of password: all that it did not say before, for as long as it is listened to. */
export class ChangeAnswer {
  readonly #alerts = new Set<string>();
  readonly #lines = new Set<string>();
  readonly #dialogs: string[] = [];
  #before: ReadonlySet<string> = new Set();
  #formShown = true;

  constructor(
    private readonly page: Page,
    private readonly form: ChangeForm,
    private readonly options: SubmitChangeOptions,
  ) {
    page.on('dialog', this.#onDialog);
  }

  stop(): void {
    this.page.off('dialog', this.#onDialog);
  }

  /** What stands on the page before anything is sent is no answer. */
  async rememberBefore(): Promise<void> {
    const { lines, alerts } = await readPageFacts(this.page, this.options.pin);
    this.#before = new Set([...lines, ...alerts]);
  }

  /** True when the page said something new. A toast is gone after seconds; what it said is kept. */
  async listen(): Promise<boolean> {
    const { pin } = this.options;
    const [facts, found] = await Promise.all([
      readPageFacts(this.page, pin),
      findChangeForm(this.page, pin, this.form.recipe?.change),
    ]);
    await found.dispose();
    const sizes = this.#alerts.size + this.#lines.size;
    const fresh = (line: string) => line.length <= LONGEST_LINE && !this.#before.has(line);
    for (const line of [...facts.alerts, ...this.#dialogs].filter(fresh)) this.#alerts.add(line);
    for (const line of facts.lines.filter(fresh)) this.#lines.add(line);
    if (!facts.loading) this.#formShown = found.form !== null;
    return this.#alerts.size + this.#lines.size > sizes;
  }

  get message(): ChangeMessage | null {
    return changeMessageIn({
      alerts: [...this.#alerts],
      lines: [...this.#lines],
      formShown: this.#formShown,
    });
  }

  /** "Really change it?" is part of sending; left alone, Playwright would answer no. */
  readonly #onDialog = (dialog: Dialog) => {
    this.#dialogs.push(dialog.message());
    void dialog.accept().catch(() => {});
  };
}
