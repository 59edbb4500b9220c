import type { ElementHandle, Locator, Page } from 'playwright-core';
import { Secret } from '@/lib/kernel/secret';
import { within } from './bounded';
import { SecureFillError } from './fill-error';
import { allowedPlace, insertIfUnmoved } from './fill-place';
import { emptyField } from './filled-fields';
import type { OriginPin } from './origin-policy';
import { assertNotRecording, RecordingActiveError, whileFilling } from './recording-guard';

export type Field = Locator | ElementHandle<Element>;

const FILL_MILLISECONDS = 3_000;

/**
 * Types a secret into a field. The only place that opens a secret towards a page.
 *
 * Promise: nothing records; page, frame and form fit the pin, and the last look at them and the typing are one task of
 * the field's own document, so that no navigation comes between; the value is checked by its length only; and no error
 * that comes out carries the value. Throws SecureFillError or RecordingActiveError, nothing else.
 */
export async function secureFill(page: Page, field: Field, secret: Secret, pin: OriginPin): Promise<void> {
  try {
    await within(2 * FILL_MILLISECONDS, 'filling a field', fill(page, field, secret, pin));
  } catch (error) {
    if (error instanceof SecureFillError || error instanceof RecordingActiveError) throw error;
    // A new error, not a wrapped one: Playwright's messages and stacks quote what was to be typed.
    throw new SecureFillError('failed', 'the field could not be filled');
  }
}

/** A code in boxes of one character each, given in their order on the page. */
export async function secureFillBoxes(
  page: Page,
  boxes: readonly Field[],
  code: Secret,
  pin: OriginPin,
): Promise<void> {
  const characters = [...code.reveal()];
  if (characters.length !== boxes.length) {
    throw new SecureFillError('truncated', `the page has ${boxes.length} boxes, the code another length`);
  }
  for (const [place, box] of boxes.entries())
    await secureFill(page, box, Secret.of(characters[place] ?? ''), pin);
}

async function fill(page: Page, field: Field, secret: Secret, pin: OriginPin): Promise<void> {
  await assertNotRecording(page);
  const handle = await handleOf(field);
  const place = await allowedPlace(handle, pin);
  if (!(await handle.evaluate(focusIfReady))) {
    await becomeFillable(handle);
    await handle.focus();
  }
  const outcome = await whileFilling(page, handle, (own) =>
    own.evaluate(insertIfUnmoved, { text: secret.reveal(), place }),
  );
  if (outcome === 'moved') throw new SecureFillError('moved', 'the page changed before the field was filled');
  if (outcome === 'unfocused')
    throw new SecureFillError('moved', 'the focus went elsewhere before the field was filled');
  await assertKept(handle, secret);
}

async function handleOf(field: Field): Promise<ElementHandle<Element>> {
  if (!('elementHandle' in field)) return field;
  const handle = await field.elementHandle({ timeout: FILL_MILLISECONDS }).catch(() => null);
  if (handle === null) throw new SecureFillError('unfillable', 'the field is not on the page');
  return handle;
}

async function becomeFillable(handle: ElementHandle<Element>): Promise<void> {
  const options = { timeout: FILL_MILLISECONDS };
  try {
    await handle.waitForElementState('visible', options);
    await handle.waitForElementState('editable', options);
  } catch {
    throw new SecureFillError('unfillable', 'the field is hidden, disabled or read-only');
  }
}

/**
 * Runs in the page; no named inner functions, see field-facts.ts. Most fields are ready, and then this spares three waits
 * of Playwright, each of which lasts until the page has drawn. Where there is any doubt it does nothing. That the field
 * has the focus is looked at again when it is filled.
 */
function focusIfReady(element: Element): boolean {
  if (!(element instanceof HTMLInputElement) && !(element instanceof HTMLTextAreaElement)) return false;
  const { width, height } = element.getBoundingClientRect();
  const isReady =
    width > 0 &&
    height > 0 &&
    element.checkVisibility({ visibilityProperty: true }) &&
    !element.matches(':disabled') &&
    !element.readOnly &&
    element.closest('[aria-disabled=true], [aria-readonly=true], [inert]') === null;
  if (!isReady) return false;
  element.focus();
  const root = element.getRootNode();
  return (root instanceof Document || root instanceof ShadowRoot) && root.activeElement === element;
}

/** Some fields add blanks or hyphens while a code is typed; those may come on top, but nothing may be missing. */
async function assertKept(handle: ElementHandle<Element>, secret: Secret): Promise<void> {
  const kept = await handle.evaluate(lengthsOf).catch(() => {
    throw new SecureFillError('moved', 'the page changed while the field was filled');
  });
  const value = secret.reveal();
  const wanted = { length: value.length, compact: value.replace(/[\s-]/g, '').length };
  if (kept.length >= wanted.length && kept.compact === wanted.compact) return;
  await handle.evaluate(emptyField).catch(() => {});
  const limit = kept.maxLength > 0 ? ` (maxlength ${kept.maxLength})` : '';
  throw new SecureFillError('truncated', `the field did not keep the whole value${limit}`);
}

/** Runs in the page. Lengths only: a value that comes back would be in the protocol's answer. */
function lengthsOf(element: Element): { length: number; compact: number; maxLength: number } {
  if (!(element instanceof HTMLInputElement) && !(element instanceof HTMLTextAreaElement)) {
    return { length: 0, compact: 0, maxLength: 0 };
  }
  const { value, maxLength } = element;
  return { length: value.length, compact: value.replace(/[\s-]/g, '').length, maxLength };
}
