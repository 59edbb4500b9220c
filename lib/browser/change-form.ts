import type { Page } from 'playwright-core';
import type {
  ChangeForm,
  ChangeLogin,
  ChangeSecrets,
  ChangeSubmission,
  OpenChangeFormOptions,
  OpenedChangeForm,
  SubmitChangeOptions,
} from './change-form-types';
import { ChangeSearch } from './change-search';
import { ChangeSubmitter } from './change-submitter';
import { guardRecording } from './recording-guard';

/**
 * From a signed-in page to the form that changes the password.
 *
 * Promise: it ends within `timeoutMs` (plus one bounded look); it stays on the pinned site; it presses nothing that
 * signs out, deletes or sends a form, but for the one that asks for the current password before it goes on, which it
 * answers once. It never sends a change.
 */
export async function openChangeForm(
  page: Page,
  login: ChangeLogin,
  options: OpenChangeFormOptions,
): Promise<OpenedChangeForm> {
  guardRecording(page.context());
  const search = new ChangeSearch(page, login, options);
  try {
    return await search.run();
  } finally {
    search.stop();
  }
}

/**
 * Fills the form and sends it.
 *
 * Promise: the candidate is typed only where the pin allows and only when the fields keep all of it; `beforeSubmit`
 * is asked right before each press; what was sent is never sent again. What it answers is evidence, no proof.
 */
export async function submitChange(
  page: Page,
  form: ChangeForm,
  secrets: ChangeSecrets,
  options: SubmitChangeOptions,
): Promise<ChangeSubmission> {
  guardRecording(page.context());
  const submitter = new ChangeSubmitter(page, form, secrets, options);
  try {
    return await submitter.run();
  } finally {
    submitter.stop();
  }
}
