import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeContext, openFreshContext, openPage } from '@/lib/browser/fresh-context';
import { startChromium } from '@/tests/support/chromium';

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser?.close());

test('a page whose context closes while it opens fails, so that who waits for it ends', async () => {
  const context = await openFreshContext(browser);
  const refused = expect(openPage(context)).rejects.toThrow('closed');
  await closeContext(context);
  await refused;
  await expect(openPage(context)).rejects.toThrow('closed');
});
