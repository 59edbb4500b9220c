import type { Page } from 'playwright-core';
import type { EntryName, LatchkeyOptions, SignedIn, SignInPageOptions } from './options';
import { ServerCalls } from './server-calls';
import { readSettings } from './settings';
import { signInPage } from './sign-in-page';

export interface Latchkey {
  /** Signs the page in, or throws a SignInError that says why not. */
  signIn(page: Page, entry: EntryName, options?: SignInPageOptions): Promise<SignedIn>;
}

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
  const calls = new ServerCalls(settings);
  return {
    signIn: (page, entry, signInOptions) => signInPage({ calls, settings }, page, entry, signInOptions),
  };
}
