import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { EntryName, LatchkeyOptions, SessionState, SignedIn, SignInPageOptions } from './options';
import { ServerCalls } from './server-calls';
import { readSettings } from './settings';
import { signInPage } from './sign-in-page';

export interface Latchkey {
  /** Signs the page in, or throws a SignInError that says why not. */
  signIn(page: Page, entry: EntryName, options?: SignInPageOptions): Promise<SignedIn>;
  /**
   * Signs in in a context of its own, which it closes, and hands back the session: for a page that is recorded as a HAR
   * or a video, for another browser, or for many tests that share one sign-in.
   */
  storageState(browser: Browser, entry: EntryName, options?: SignInPageOptions): Promise<SessionState>;
}

/** Named though undefined: that is how Playwright's test runner is told not to put its configured ones there. */
const UNRECORDED: BrowserContextOptions = Object.fromEntries([
  ['recordHar', undefined],
  ['recordVideo', undefined],
]);

/**
 * Logins for a person's own Playwright code.
 *
 *     const lk = latchkey();
 *     await lk.signIn(page, 'acme-prod');
 *
 * Values arrive as ciphertext, are opened in this process and go to the page; no function returns one.
 */
export function latchkey(options: LatchkeyOptions = {}): Latchkey {
  const settings = readSettings(options, process.env);
  const deps = { calls: new ServerCalls(settings), settings };
  return {
    signIn: (page, entry, signInOptions) => signInPage(deps, page, entry, signInOptions),
    async storageState(browser, entry, signInOptions) {
      const context = await browser.newContext(UNRECORDED);
      try {
        // Playwright's test runner traces every context of its browsers; of this one there is nothing to keep.
        await signInPage(deps, await context.newPage(), entry, { recording: 'pause', ...signInOptions });
        return await context.storageState();
      } finally {
        await context.close();
      }
    },
  };
}
