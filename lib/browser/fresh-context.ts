import type { Browser, BrowserContext, Page } from 'playwright-core';
import { within } from './bounded';
import { guardRecording } from './recording-guard';

export interface FreshContext {
  downloads?: boolean;
  /** How the browser calls itself; left out, as it is. */
  userAgent?: string | undefined;
}

/** A context that shares nothing with another one, and that nobody records. The caller closes it, whatever happens. */
export async function openFreshContext(
  browser: Browser,
  { downloads = false, userAgent }: FreshContext = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    acceptDownloads: downloads,
    viewport: { width: 1280, height: 800 },
    ...(userAgent === undefined ? {} : { userAgent }),
  });
  guardRecording(context, { fresh: true });
  return context;
}

const OPEN_MILLISECONDS = 30_000;

/**
 * A page of the context, or a failure, but never nothing: of a context that closes while its page opens, Playwright
 * leaves the promise of that page unsettled for ever (seen with 1.65.1), and whoever awaits it never ends.
 */
export async function openPage(context: BrowserContext): Promise<Page> {
  let onClose = () => {};
  const closed = new Promise<never>((_resolve, reject) => {
    onClose = () => reject(new Error('the context closed before its page was open'));
  });
  context.once('close', onClose);
  try {
    return await within(OPEN_MILLISECONDS, 'opening a page', Promise.race([context.newPage(), closed]));
  } finally {
    context.off('close', onClose);
  }
}

const CLOSE_MILLISECONDS = 10_000;

/** Never fails, and does not wait for ever: a page in the middle of a navigation may never say that it is closed. */
export async function closeContext(context: BrowserContext | undefined): Promise<void> {
  if (context) await within(CLOSE_MILLISECONDS, 'closing a context', context.close()).catch(() => undefined);
}
