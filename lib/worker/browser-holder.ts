import type { Browser } from 'playwright-core';
import { launchChromium } from '@/lib/browser/chromium';

/**
 * One Chromium for a worker, started with the first run and again should it have died. Runs share the process and
 * nothing else: each gets a context of its own.
 */
export class BrowserHolder {
  #browser: Promise<Browser> | null = null;

  constructor(private readonly executablePath: string | undefined) {}

  async browser(): Promise<Browser> {
    const known = await this.#browser?.catch(() => null);
    if (known?.isConnected()) return known;
    this.#browser = launchChromium({ executablePath: this.executablePath });
    return this.#browser;
  }

  async close(): Promise<void> {
    const browser = await this.#browser?.catch(() => null);
    await browser?.close();
  }
}
