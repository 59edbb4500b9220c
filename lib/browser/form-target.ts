import type { ElementHandle, Page } from 'playwright-core';
import { SecureFillError } from './fill-error';
import { decideFill, type OriginPin } from './origin-policy';

/**
 * Refuses a form that would send its fields to an origin outside the pin. Asked before a secret is typed, and again
 * with the button right before it is pressed, because scripts change `action` at any time.
 */
export async function assertFormTarget(
  page: Page,
  element: ElementHandle<Element>,
  pin: OriginPin,
): Promise<void> {
  const target = await element.evaluate(targetOf);
  // No form, or one whose scripts send it: where that goes is the page's business, and the page fits the pin.
  if (target === null) return;
  const decision = decideFill({ ...pin, topUrl: page.url(), frameUrl: target });
  if (decision.allowed) return;
  throw new SecureFillError(
    'refused',
    `the form would be sent elsewhere: ${decision.message}`,
    decision.reason,
  );
}

/**
 * Runs in the page. Attributes, not the `action` property: a field named "action" hides that one. Null when nothing
 * names another address than the document's own.
 */
function targetOf(element: Element): string | null {
  const form =
    element instanceof HTMLInputElement ||
    element instanceof HTMLButtonElement ||
    element instanceof HTMLTextAreaElement
      ? element.form
      : element.closest('form');
  const address = element.getAttribute('formaction') ?? form?.getAttribute('action') ?? '';
  if (address.trim() === '' || address.trim().toLowerCase().startsWith('javascript:')) return null;
  try {
    return new URL(address, document.baseURI).href;
  } catch {
    return 'about:invalid';
  }
}
