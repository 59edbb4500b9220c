import type { Locator, Page } from 'playwright-core';
import { z } from 'zod';
import type { SecretSet } from '@/lib/redaction/secret-set';
import { within } from './bounded';
import { screenshotRegardless } from './recording-guard';

/** A live secret can be read on the page, so there is no picture of it. */
export class SecretOnPageError extends Error {
  override readonly name = 'SecretOnPageError';
}

const LOOK_MILLISECONDS = 5_000;
const SHOT_MILLISECONDS = 15_000;

/** By what they are for: hidden in a picture whether or not they hold anything. */
const SECRET_FIELDS =
  'input[type=password], input[autocomplete~="current-password" i], input[autocomplete~="new-password" i], input[autocomplete~="one-time-code" i], input[maxlength="1"]';

/**
 * A PNG of what the window shows, without secrets, or no picture at all.
 *
 * Password and code fields and every field that holds a secret are painted over, and drawn as dots below the paint.
 * Any of the given secrets in the visible text refuses the picture. Text inside images and canvases is not seen.
 * Comparing happens in Node: the page is asked for its text, never given a secret.
 */
export async function maskedScreenshot(page: Page, secrets: SecretSet): Promise<Buffer> {
  const mask = await within(LOOK_MILLISECONDS, 'looking for secrets', coverSecrets(page, secrets));
  const picture = await screenshotRegardless(page)({
    type: 'png',
    mask,
    maskColor: '#2b2f36',
    // Applies inside frames and shadow roots as well, unlike a style element of ours would.
    style: `:is(${SECRET_FIELDS}) { -webkit-text-security: disc !important; }`,
    animations: 'disabled',
    timeout: SHOT_MILLISECONDS,
  });
  // The page may have changed while it was drawn; what appeared since then may be in the picture.
  await within(LOOK_MILLISECONDS, 'looking for secrets', coverSecrets(page, secrets));
  return picture;
}

async function coverSecrets(page: Page, secrets: SecretSet): Promise<Locator[]> {
  const mask: Locator[] = [];
  for (const frame of page.frames()) {
    if (frame.isDetached()) continue;
    const { text, values } = frameText.parse(await frame.evaluate(readFrame));
    // A code may be spread over elements or grouped with blanks.
    if (secrets.appearsIn(text) || secrets.appearsIn(text.replace(/\s+/g, ''))) {
      throw new SecretOnPageError('a secret is readable on the page; no picture was taken');
    }
    mask.push(frame.locator(SECRET_FIELDS));
    if (values.some((value) => secrets.appearsIn(value))) mask.push(frame.locator('input, textarea, select'));
  }
  return mask;
}

const frameText = z.object({ text: z.string(), values: z.array(z.string()) });

/**
 * Runs in the page; no named inner functions, see field-facts.ts. Walks open shadow roots, whose text `innerText` of
 * the body leaves out.
 */
function readFrame(): { text: string; values: string[] } {
  const roots: (Document | ShadowRoot)[] = [document];
  let text = document.body?.innerText ?? '';
  const values: string[] = [];
  for (let root = roots.shift(); root !== undefined; root = roots.shift()) {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot !== null) {
        roots.push(element.shadowRoot);
        for (const child of element.shadowRoot.children)
          if (child instanceof HTMLElement) text += `\n${child.innerText}`;
      }
      if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
        values.push(element.value);
        text += `\n${element.placeholder}`;
      }
    }
  }
  return { text, values };
}
