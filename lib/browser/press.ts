import type { Page } from 'playwright-core';
import { within } from './bounded';
import { type Held, type HeldElement, withElement } from './held-element';

/**
 * Presses an element with the mouse, once. Throws Playwright's TimeoutError when it could not be pressed at all.
 *
 * Most stand there and wait. Playwright would look at it ten times, wait until it has been drawn in the same place twice
 * and load 300 kB of script first; here one look aims, and the press is watched on its way in as Playwright does it: what
 * would reach something else than the element is stopped in the page, unseen by its scripts, and counts as not pressed.
 * Wherever the look leaves a doubt, and after a miss, Playwright does it.
 */
export async function press(page: Page, held: HeldElement, milliseconds: number): Promise<void> {
  const point = await held.evaluate(aim).catch(() => null);
  if (point !== null) {
    await within(milliseconds, 'pressing a button', page.mouse.click(point.x, point.y));
    // A document that is gone was left by the press.
    const looking = held.evaluate(({ press }) => {
      press?.ends.abort();
      return press?.missed === true;
    });
    if (!(await within(milliseconds, 'looking after the press', looking).catch(() => false))) return;
  }
  await withElement(held, (element) => element.click({ timeout: milliseconds, noWaitAfter: true }));
}

/**
 * Runs in the page; no named inner functions, see field-facts.ts. The middle of an element that is in sight there, whose
 * next press is watched from now on. Null for one that is not, or that is in a frame, whose place in the window it does
 * not know.
 */
function aim(held: Held): { x: number; y: number } | null {
  const { element } = held;
  if (window.parent !== window) return null;
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const root = element.getRootNode();
  const inner = root instanceof ShadowRoot ? root.elementFromPoint(x, y) : null;
  if (!element.contains(inner ?? document.elementFromPoint(x, y))) return null;
  const ends = new AbortController();
  const press = { missed: false, ends };
  held.press = press;
  let hasBegun = false;
  setTimeout(() => ends.abort(), 5_000);
  for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'auxclick']) {
    window.addEventListener(
      type,
      (event) => {
        if (!event.isTrusted) return;
        // Where it went down decides, also if the page moves before the button is up.
        if (!hasBegun) press.missed = !event.composedPath().includes(element);
        hasBegun = true;
        if (!press.missed) return;
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      { capture: true, signal: ends.signal },
    );
  }
  return { x, y };
}
