import type { ElementHandle, Page } from 'playwright-core';
import { z } from 'zod';
import { SecureFillError } from './fill-error';
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

/**
 * Refuses a form that would send its fields to an origin outside the pin. Asked before a secret is typed, and again
 * with the button right before it is pressed, because scripts change `action` at any time.
 */
export async function assertFormTarget(
  page: Page,
  element: ElementHandle<Element>,
  pin: OriginPin,
): Promise<void> {
  refuseForeignTarget(formAddress.parse(await element.evaluate(addressOf)), page.url(), pin);
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

/** Runs in the page; no named inner functions, see field-facts.ts. */
function addressOf(element: Element): FormAddress {
  const form =
    element instanceof HTMLInputElement ||
    element instanceof HTMLButtonElement ||
    element instanceof HTMLTextAreaElement
      ? element.form
      : element.closest('form');
  return {
    action: form?.getAttribute('action') ?? null,
    formAction: element.getAttribute('formaction'),
    base: document.baseURI,
  };
}
