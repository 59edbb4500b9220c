import type { Browser, BrowserContext } from 'playwright-core';
import { guardRecording } from './recording-guard';

/** A context that shares nothing with another one, and that nobody records. The caller closes it, whatever happens. */
export async function openFreshContext(
  browser: Browser,
  { downloads = false } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    acceptDownloads: downloads,
    viewport: { width: 1280, height: 800 },
  });
  guardRecording(context, { fresh: true });
  return context;
}
