import type { Browser, BrowserContext } from 'playwright-core';
import { within } from './bounded';
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

const CLOSE_MILLISECONDS = 10_000;

/** Never fails, and does not wait for ever: a page in the middle of a navigation may never say that it is closed. */
export async function closeContext(context: BrowserContext | undefined): Promise<void> {
  if (context) await within(CLOSE_MILLISECONDS, 'closing a context', context.close()).catch(() => undefined);
}
