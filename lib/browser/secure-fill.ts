import type { CDPSession, ElementHandle, Frame, Locator, Page } from 'playwright-core';
import { Secret } from '@/lib/kernel/secret';
import { within } from './bounded';
import { SecureFillError } from './fill-error';
import { assertFormTarget } from './form-target';
import { decideFill, type OriginPin } from './origin-policy';
import { assertNotRecording, noteFilled, RecordingActiveError } from './recording-guard';

export type Field = Locator | ElementHandle<Element>;

const FILL_MILLISECONDS = 3_000;

/**
 * Types a secret into a field. The only place that opens a secret towards a page.
 *
 * Promise: page and frame fit the pin immediately before the typing; nothing records; the value travels by the
 * protocol call `Input.insertText` alone, which no trace lists as a parameter; it is checked by its length only; and
 * no error that comes out carries the value. Throws SecureFillError or RecordingActiveError, nothing else.
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
  assertNotRecording(page);
  const handle = await handleOf(field);
  const frame = await handle.ownerFrame();
  if (frame === null) throw new SecureFillError('unfillable', 'the field is no longer on the page');
  await assertPlace(page, await addressOf(frame), pin);
  await assertFormTarget(page, handle, pin);
  await clear(handle);
  const session = await inputSession(page, frame);
  try {
    await handle.focus();
    // Asked of the field's own document. Should that be replaced, the handle dies and this throws: a handle stands
    // for one loader, so the re-check covers a navigation between the first look and now.
    const now = await handle.evaluate(focusOf);
    if (!now.focused)
      throw new SecureFillError('moved', 'the focus went elsewhere before the field was filled');
    await assertPlace(page, now.address, pin);
    assertNotRecording(page);
    noteFilled(page, handle);
    await session.send('Input.insertText', { text: secret.reveal() });
  } finally {
    await session.detach().catch(() => {});
  }
  await assertKept(handle, secret);
}

async function handleOf(field: Field): Promise<ElementHandle<Element>> {
  if (!('elementHandle' in field)) return field;
  const handle = await field.elementHandle({ timeout: FILL_MILLISECONDS }).catch(() => null);
  if (handle === null) throw new SecureFillError('unfillable', 'the field is not on the page');
  return handle;
}

/** `location` cannot be replaced by the page's scripts, and unlike `frame.url()` it is never behind. */
async function addressOf(frame: Frame): Promise<string> {
  return frame.evaluate(() => window.location.href);
}

async function assertPlace(page: Page, frameUrl: string, pin: OriginPin): Promise<void> {
  const decision = decideFill({ ...pin, topUrl: await addressOf(page.mainFrame()), frameUrl });
  if (!decision.allowed) throw new SecureFillError('refused', decision.message, decision.reason);
}

/** Waits until the field is visible, enabled and editable; the empty string is all that Playwright gets to see. */
async function clear(handle: ElementHandle<Element>): Promise<void> {
  try {
    await handle.fill('', { timeout: FILL_MILLISECONDS });
  } catch {
    throw new SecureFillError('unfillable', 'the field is hidden, disabled or read-only');
  }
}

/** A frame of another site lives in another process and takes its keys there; walk up to the nearest one that does. */
async function inputSession(page: Page, frame: Frame): Promise<CDPSession> {
  for (let at: Frame | null = frame; at !== null && at !== page.mainFrame(); at = at.parentFrame()) {
    const session = await page
      .context()
      .newCDPSession(at)
      .catch(() => null);
    if (session !== null) return session;
  }
  return page.context().newCDPSession(page);
}

/** Runs in the page. */
function focusOf(element: Element): { focused: boolean; address: string } {
  const root = element.getRootNode();
  const active = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  return { focused: element.isConnected && active === element, address: window.location.href };
}

/** Some fields add blanks or hyphens while a code is typed; those may come on top, but nothing may be missing. */
async function assertKept(handle: ElementHandle<Element>, secret: Secret): Promise<void> {
  const kept = await handle.evaluate(lengthsOf).catch(() => {
    throw new SecureFillError('moved', 'the page changed while the field was filled');
  });
  const value = secret.reveal();
  const wanted = { length: value.length, compact: value.replace(/[\s-]/g, '').length };
  if (kept.length >= wanted.length && kept.compact === wanted.compact) return;
  await handle.fill('', { timeout: 1_000 }).catch(() => {});
  const limit = kept.maxLength > 0 ? ` (maxlength ${kept.maxLength})` : '';
  throw new SecureFillError('truncated', `the field did not keep the whole value${limit}`, null, kept.length);
}

/** Runs in the page. Lengths only: a value that comes back would be in the protocol's answer. */
function lengthsOf(element: Element): { length: number; compact: number; maxLength: number } {
  if (!(element instanceof HTMLInputElement) && !(element instanceof HTMLTextAreaElement)) {
    return { length: 0, compact: 0, maxLength: 0 };
  }
  const { value, maxLength } = element;
  return { length: value.length, compact: value.replace(/[\s-]/g, '').length, maxLength };
}
