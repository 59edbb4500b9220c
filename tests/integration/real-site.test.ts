import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { startDjangoAdmin } from '@/tests/sites/django-admin';
import { expectRotation } from '@/tests/sites/expect-rotation';
import { startChromium } from '@/tests/support/chromium';

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

/** One of the real sites; `npm run test:sites` tries them all. Left out, with the reason, where apt reaches nothing. */
test("the password of Django's admin is changed without a recipe", async ({ skip }) => {
  await expectRotation(browser, await startDjangoAdmin(), skip);
}, 240_000);
