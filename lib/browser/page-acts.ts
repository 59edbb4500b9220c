import { errors, type Locator, type Page } from 'playwright-core';
import type { Clock } from '@/lib/kernel/clock';
import { PageRest } from './page-settle';

export type ElementTrouble = 'not_found' | 'ambiguous' | 'unusable' | 'still_there' | 'bad_selector';

/** What an act met. Without Playwright's words: its call logs quote what was typed. */
export class ElementError extends Error {
  override readonly name = 'ElementError';

  constructor(readonly trouble: ElementTrouble) {
    super(trouble);
  }
}

const ELEMENT_MS = 15_000;
const ACT_MS = 5_000;
const REST_MS = 5_000;

const visible = (page: Page, selector: string) => page.locator(selector).filter({ visible: true });

/** The one visible element that a selector fits, once it is there. Frames and shadow roots as Playwright's selectors say. */
export async function findElement(page: Page, selector: string): Promise<Locator> {
  await waitUntilThere(page, selector);
  const element = visible(page, selector);
  if ((await element.count()) > 1) throw new ElementError('ambiguous');
  return element;
}

export async function waitUntilThere(page: Page, selector: string, withinMs = ELEMENT_MS): Promise<void> {
  const waiting = visible(page, selector).first().waitFor({ state: 'visible', timeout: withinMs });
  await orTrouble('not_found', waiting);
}

export async function waitUntilGone(page: Page, selector: string, withinMs = ELEMENT_MS): Promise<void> {
  const waiting = visible(page, selector).first().waitFor({ state: 'hidden', timeout: withinMs });
  await orTrouble('still_there', waiting);
}

/** What the elements say that a selector fits now: empty where there is none. */
export function visibleTexts(page: Page, selector: string): Promise<string[]> {
  return orTrouble('not_found', visible(page, selector).allInnerTexts());
}

/** Does something that the page may answer with another page, and waits until it has come to rest. */
export async function actAndRest(page: Page, clock: Clock, act: () => Promise<unknown>): Promise<void> {
  const rest = new PageRest(page, clock);
  try {
    await orTrouble('unusable', act());
    await rest.settle(REST_MS);
  } finally {
    rest.stop();
  }
}

export const click = (element: Locator) => element.click({ timeout: ACT_MS });
export const fillText = (element: Locator, text: string) =>
  orTrouble('unusable', element.fill(text, { timeout: ACT_MS }));
export const press = (element: Locator, key: string) => element.press(key, { timeout: ACT_MS });

/** By the option's value, else by its words. */
export async function selectOption(element: Locator, wanted: string): Promise<void> {
  const options = element.locator('option');
  const values = await options.evaluateAll((all) =>
    all.map((one) => (one instanceof HTMLOptionElement ? one.value : '')),
  );
  const choice = values.includes(wanted) ? { value: wanted } : { label: wanted };
  await element.selectOption(choice, { timeout: ACT_MS });
}

async function orTrouble<T>(trouble: ElementTrouble, act: Promise<T>): Promise<T> {
  try {
    return await act;
  } catch (error) {
    if (error instanceof ElementError) throw error;
    const isBad = !(error instanceof errors.TimeoutError) && /selector|Unexpected token/i.test(String(error));
    throw new ElementError(isBad ? 'bad_selector' : trouble);
  }
}
