import type { Browser } from 'playwright-core';
import { launchChromium } from '@/lib/browser/chromium';
import { findChromium } from '@/scripts/browser.mjs';

/** The real browser, started as the product starts it. */
export async function startChromium(): Promise<Browser> {
  return launchChromium({ executablePath: process.env.CHROMIUM_PATH ?? (await findChromium()) });
}
