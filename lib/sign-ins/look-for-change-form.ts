import type { Page } from 'playwright-core';
import { openChangeForm } from '@/lib/browser/change-form';
import type { OpenedChangeForm } from '@/lib/browser/change-form-types';
import type { ChangeFormFinding } from '@/lib/contract/sign-in-check';
import { NoteQueue } from './note-queue';
import type { SignedIn, SignInDeps } from './sign-in-entry';

const SEARCH_MS = 100_000;

/**
 * The dry run of a rotation's way: from the signed-in page to the form that changes the password, which is looked at and
 * left as it is. Nothing is typed into it and nothing is sent.
 */
export async function lookForChangeForm(
  deps: SignInDeps,
  page: Page,
  { login, pin, recipe, oneTimeCode }: SignedIn,
  { signal, note }: { signal: AbortSignal; note(text: string): Promise<void> },
): Promise<ChangeFormFinding> {
  const notes = new NoteQueue(note);
  const opened = await openChangeForm(
    page,
    { username: login.username, current: login.password, oneTimeCode },
    {
      pin,
      clock: deps.clock,
      timeoutMs: SEARCH_MS,
      signal,
      onEvidence: (line) => notes.add(line),
      recipe: recipe ?? undefined,
    },
  );
  await notes.written();
  return findingOf(opened);
}

function findingOf(opened: OpenedChangeForm): ChangeFormFinding {
  if (!opened.found) {
    const { code, message } = opened;
    return { found: false, code, message, address: null, fields: null, rules: null };
  }
  const { fields, rules } = opened.form;
  return {
    found: true,
    code: null,
    message: 'The form is there. It was looked at and not sent.',
    address: opened.address,
    fields: { current: fields.current, next: fields.next, code: fields.code },
    rules: {
      min_length: rules.minLength,
      max_length: rules.maxLength,
      pattern: rules.pattern,
      password_rules: rules.passwordRules,
      policy_text: rules.policyText,
    },
  };
}
