import type { Browser, Page } from 'playwright-core';
import { closeContext, type FreshContext, openFreshContext, openPage } from '@/lib/browser/fresh-context';

/**
 * The browser of one run: a fresh context with a page in it, which is closed at the end, whatever happens. Opening it
 * takes longer than claiming the run, so it begins as soon as the run is as good as claimed.
 */
export class RunBrowser {
  #opening: ReturnType<typeof openBoth> | undefined;
  #closing: Promise<void> | undefined;

  constructor(private readonly browser: () => Promise<Browser>) {}

  open(options: Promise<FreshContext>): void {
    this.#opening = openBoth(this.browser, options);
    // Thrown to whoever asks for the page; a run that could not be claimed never does.
    this.#opening.catch(() => {});
  }

  async page(): Promise<Page> {
    if (!this.#opening) throw new Error('the browser of the run was never opened');
    return (await this.#opening).page;
  }

  /** Makes whatever Playwright waits for fail at once. Never fails itself, and may be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined);
    await closeContext(opened?.context);
  }
}

async function openBoth(browser: () => Promise<Browser>, options: Promise<FreshContext>) {
  const [opened, wishes] = await Promise.all([browser(), options]);
  const context = await openFreshContext(opened, wishes);
  try {
    return { context, page: await openPage(context) };
  } catch (error) {
    await closeContext(context);
    throw error;
  }
}
