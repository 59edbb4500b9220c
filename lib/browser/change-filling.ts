import type { Page } from 'playwright-core';
import type { Secret } from '@/lib/kernel/secret';
import { complaintOf, lengthOf } from './change-field-looks';
import type { ChangeForm, ChangeSecrets, ChangeSubmission, SubmitChangeOptions } from './change-form-types';
import { SecureFillError } from './fill-error';
import { type FoundChangeForm, findChangeForm } from './find-change-form';
import { type HeldElement, withElement } from './held-element';
import { secureFill } from './secure-fill';
import { askInTime } from './sign-in-acts';

/** Why a form is not to be sent as it stands, in fixed words; `rejection` is the browser's own. */
export type Hindrance = Pick<ChangeSubmission, 'verdict' | 'rejection' | 'truncatedTo'> & { because: string };

/** Puts the passwords, and a code where one is asked for, into the fields of a change form. */
export class ChangeFilling {
  constructor(
    private readonly page: Page,
    private readonly form: ChangeForm,
    private readonly login: ChangeSecrets,
    private readonly options: SubmitChangeOptions,
  ) {}

  /** Null when the form is ready to be sent. */
  async fill(form: FoundChangeForm): Promise<Hindrance | null> {
    const code = await this.#code(form);
    if (code === 'missing')
      return { verdict: 'NONE', because: 'the form asks for a one-time code and none could be had' };
    try {
      const kept = await this.#fillIn(form, code);
      if (kept !== null) {
        const because = 'a field changed its value after it was filled';
        return { verdict: 'POLICY_REJECT', because, truncatedTo: kept };
      }
    } catch (error) {
      if (!(error instanceof SecureFillError)) throw error;
      const verdict = error.kind === 'truncated' ? 'POLICY_REJECT' : 'NONE';
      const truncated = error.keptLength === null ? {} : { truncatedTo: error.keptLength };
      return { verdict, because: error.message, ...truncated };
    }
    const rejection = await complaintOf(form.next);
    return rejection === null
      ? null
      : { verdict: 'POLICY_REJECT', because: 'the browser holds the form back', rejection };
  }

  /** Scripts that watch keys, such as strength meters, do not see text that is inserted as a whole. */
  async type(field: HeldElement, value: Secret): Promise<void> {
    await secureFill(this.page, field, value, this.options.pin);
    await withElement(field, (element) => element.press('End', { timeout: 2_000, noWaitAfter: true })).catch(
      () => {},
    );
  }

  /** Of a field that kept another length than it was filled with: that length. Null when all kept theirs. */
  async #fillIn(form: FoundChangeForm, code: Secret | null): Promise<number | null> {
    for (const field of form.current) await this.type(field, this.login.current);
    const lengths: number[] = [];
    for (const field of form.next) {
      await this.type(field, this.login.candidate);
      lengths.push(await lengthOf(field));
    }
    await this.#fillShownLate(lengths[0] ?? 0);
    if (code !== null) for (const field of form.code.slice(0, 1)) await this.type(field, code);
    const kept = await Promise.all(form.next.map(lengthOf));
    return kept.some((length, place) => length !== lengths[place]) ? Math.min(...kept) : null;
  }

  /** Some forms show the repetition, or the field for the current password, once a new one is typed. */
  async #fillShownLate(length: number): Promise<void> {
    const { form, dispose } = await findChangeForm(this.page, this.options.pin, this.form.recipe?.change);
    try {
      const next = form?.next ?? [];
      const lengths = await Promise.all(next.map(lengthOf));
      // The form that was filled, not another one that the page shows by now.
      if (length === 0 || !lengths.includes(length)) return;
      for (const field of form?.current ?? [])
        if ((await lengthOf(field)) === 0) await this.type(field, this.login.current);
      for (const [place, field] of next.entries())
        if (lengths[place] === 0) await this.type(field, this.login.candidate);
    } finally {
      await dispose();
    }
  }

  async #code(form: FoundChangeForm): Promise<Secret | 'missing' | null> {
    if (form.code.length === 0) return null;
    const { oneTimeCode } = this.login;
    if (oneTimeCode === undefined) return 'missing';
    const { clock, deadline } = this.options;
    return (await askInTime(oneTimeCode, clock, Math.max(deadline - clock.now(), 1))) ?? 'missing';
  }
}
