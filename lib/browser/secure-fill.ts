import type { JSHandle, Locator, Page } from 'playwright-core';
import { Secret } from '@/lib/kernel/secret';
import { within } from './bounded';
import { SecureFillError } from './fill-error';
import { arriveAt, type Inserted, insertIfUnmoved } from './fill-place';
import { emptyField } from './filled-fields';
import { type AnyElement, type HeldElement, hold, withElement } from './held-element';
import type { OriginPin } from './origin-policy';
import { assertNotRecording, RecordingActiveError, whileFilling } from './recording-guard';

export type Field = Locator | AnyElement;

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
  const held = await hold(field, FILL_MILLISECONDS);
  if (held === null) throw new SecureFillError('unfillable', 'the field is not on the page');
  const { place, isReady } = await arriveAt(held, pin);
  if (!isReady) await becomeFillable(held);
  const filled = await whileFilling(page, () =>
    held.evaluateHandle(insertIfUnmoved, { text: secret.reveal(), place }),
  );
  await assertKept(filled, secret);
}

async function becomeFillable(held: HeldElement): Promise<void> {
  const options = { timeout: FILL_MILLISECONDS };
  await withElement(held, async (element) => {
    try {
      await element.waitForElementState('visible', options);
      await element.waitForElementState('editable', options);
    } catch {
      throw new SecureFillError('unfillable', 'the field is hidden, disabled or read-only');
    }
    await element.focus();
  });
}

/** Some fields add blanks or hyphens while a code is typed; those may come on top, but nothing may be missing. */
async function assertKept(filled: JSHandle<Inserted>, secret: Secret): Promise<void> {
  const kept = await filled.evaluate(lengthsOf).catch(() => {
    throw new SecureFillError('moved', 'the page changed while the field was filled');
  });
  if (kept.outcome === 'moved')
    throw new SecureFillError('moved', 'the page changed before the field was filled');
  if (kept.outcome === 'unfocused')
    throw new SecureFillError('moved', 'the focus went elsewhere before the field was filled');
  const value = secret.reveal();
  const wanted = { length: value.length, compact: value.replace(/[\s-]/g, '').length };
  if (kept.length >= wanted.length && kept.compact === wanted.compact) return;
  await filled.evaluate(emptyField).catch(() => {});
  const limit = kept.maxLength > 0 ? ` (maxlength ${kept.maxLength})` : '';
  throw new SecureFillError('truncated', `the field did not keep the whole value${limit}`);
}

/**
 * Runs in the page, as a task of its own: a script of the page may have shortened the value in answer to it. Lengths only:
 * a value that comes back would be in the protocol's answer.
 */
function lengthsOf({ element, outcome }: Inserted) {
  if (!(element instanceof HTMLInputElement) && !(element instanceof HTMLTextAreaElement)) {
    return { outcome, length: 0, compact: 0, maxLength: 0 };
  }
  const { value, maxLength } = element;
  return { outcome, length: value.length, compact: value.replace(/[\s-]/g, '').length, maxLength };
}
