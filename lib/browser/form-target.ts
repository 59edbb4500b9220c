import type { Page } from 'playwright-core';
import { z } from 'zod';
import { within } from './bounded';
import { SecureFillError } from './fill-error';
import type { Held, HeldElement } from './held-element';
import { decideFill, type OriginPin } from './origin-policy';

/**
 * What the markup says about where an element's form is sent. Attributes, not properties: a field named "action" hides
 * the property of that name.
 */
export const formAddress = z.object({
  action: z.string().nullable(),
  formAction: z.string().nullable(),
  base: z.string(),
});
export type FormAddress = z.infer<typeof formAddress>;

const LOOK_MILLISECONDS = 1_000;

/** The sending of one form, which its document stops if the form has got another address by then. */
export interface GuardedSending {
  /** Throws when it was stopped. To be asked after the press. */
  assertSent(): Promise<void>;
}

/**
 * Refuses to send a form's fields to an origin outside the pin; for the element that is about to be pressed. Promise:
 * between this look and the sending no script can put another origin in its place unseen. Scripts change `action` at any time and a press from outside takes
 * milliseconds, so the last look is the document's own, in the task that sends the form.
 */
export async function guardSending(page: Page, held: HeldElement, pin: OriginPin): Promise<GuardedSending> {
  refuseForeignTarget(formAddress.parse(await held.evaluate(watchSending)), page.url(), pin);
  return {
    async assertSent() {
      const look = held.evaluate(({ sending }) => sending?.stopped === true);
      // A document that is gone was left by what was agreed.
      const stopped = await within(LOOK_MILLISECONDS, 'looking after the form', look).catch(() => false);
      if (!stopped) return;
      throw new SecureFillError(
        'refused',
        'the form got another address at the moment it was sent, and was not sent',
        'field_frame',
      );
    },
  };
}

export function refuseForeignTarget(form: FormAddress, topUrl: string, pin: OriginPin): void {
  const target = targetOf(form);
  // No form, or one whose scripts send it: where that goes is the page's business, and the page fits the pin.
  if (target === null) return;
  const decision = decideFill({ ...pin, topUrl, frameUrl: target });
  if (decision.allowed) return;
  throw new SecureFillError(
    'refused',
    `the form would be sent elsewhere: ${decision.message}`,
    decision.reason,
  );
}

/** Null when nothing names another address than the document's own. */
function targetOf({ action, formAction, base }: FormAddress): string | null {
  const address = formAction ?? action ?? '';
  if (address.trim() === '' || address.trim().toLowerCase().startsWith('javascript:')) return null;
  return URL.canParse(address, base) ? new URL(address, base).href : 'about:invalid';
}

/**
 * Runs in the page; no named inner functions, see field-facts.ts. Tells where the form goes now, and stops its next sending
 * if that goes to another origin by then. For a while only: a later step of the page may have another address.
 */
function watchSending(held: Held): FormAddress {
  const { element } = held;
  const form =
    element instanceof HTMLInputElement ||
    element instanceof HTMLButtonElement ||
    element instanceof HTMLTextAreaElement
      ? element.form
      : element.closest('form');
  const address = {
    action: form?.getAttribute('action') ?? null,
    formAction: element.getAttribute('formaction'),
    base: document.baseURI,
  };
  const watch = { stopped: false };
  held.sending = watch;
  const ends = new AbortController();
  setTimeout(() => ends.abort(), 10_000);
  // Before the page's own handlers, and once more after them.
  for (const capture of [true, false]) {
    element.getRootNode().addEventListener(
      'submit',
      (event) => {
        if (form === null || event.target !== form) return;
        const button = event instanceof SubmitEvent ? event.submitter : null;
        const now = {
          action: form.getAttribute('action'),
          formAction: button?.getAttribute('formaction') ?? null,
          base: document.baseURI,
        };
        const [agreed, going] = [address, now].map(({ action, formAction, base }) => {
          const text = formAction ?? action ?? '';
          if (text.trim() === '' || /^\s*javascript:/i.test(text)) return location.origin;
          return URL.canParse(text, base) ? new URL(text, base).origin : 'null';
        });
        if (going === agreed) return;
        watch.stopped = true;
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      { capture, signal: ends.signal },
    );
  }
  return address;
}
