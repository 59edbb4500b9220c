import type { ElementHandle, JSHandle, Locator } from 'playwright-core';

export interface Held {
  element: Element;
  /** The next sending of its form: form-target.ts. */
  sending?: { stopped: boolean };
  /** The press that is aimed at it: press.ts. */
  press?: { missed: boolean; ends: AbortController };
}

/**
 * An element within an object of ours. Playwright describes each handle of an element in words, for which it loads a
 * script of 300 kB into the page (seen with 1.65); an object it leaves alone. What one look at the page leaves for the
 * next is kept in it, out of reach of the page's own scripts.
 */
export type HeldElement = JSHandle<Held>;

export type AnyElement = ElementHandle<Element> | HeldElement;

/** Null for a locator that finds nothing in time. */
export async function hold(element: Locator | AnyElement, milliseconds = 0): Promise<HeldElement | null> {
  if (!('elementHandle' in element)) return holding(element);
  const found = await element.elementHandle({ timeout: milliseconds }).catch(() => null);
  return found && holding(found);
}

export async function holding(element: AnyElement): Promise<HeldElement> {
  return 'contentFrame' in element ? element.evaluateHandle((own): Held => ({ element: own })) : element;
}

/** For what only Playwright itself can do with an element. */
export async function withElement<T>(
  held: HeldElement,
  work: (element: ElementHandle<Element>) => Promise<T>,
): Promise<T> {
  const element = await held.evaluateHandle((own) => own.element);
  try {
    return await work(element);
  } finally {
    element.dispose().catch(() => {});
  }
}
