import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startChromium } from '@/tests/support/chromium';
import { startDjangoAdmin } from './django-admin';
import { startDokuWiki } from './dokuwiki';
import { expectRotation } from './expect-rotation';

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

/** Software that no one here wrote, each signed in to and its password changed without a recipe. */
describe('real sites', () => {
  test("Django's admin", async ({ skip }) => expectRotation(browser, await startDjangoAdmin(), skip));
  test("Django's admin in German", async ({ skip }) =>
    expectRotation(browser, await startDjangoAdmin('de'), skip));
  test("Django's admin in Japanese", async ({ skip }) =>
    expectRotation(browser, await startDjangoAdmin('ja'), skip));
  test("Django's admin in Polish", async ({ skip }) =>
    expectRotation(browser, await startDjangoAdmin('pl'), skip));
  test('DokuWiki', async ({ skip }) => expectRotation(browser, await startDokuWiki(), skip));
});
