import type { Hono } from 'hono';
import type { AwkwardState } from './account-book';

/** What a site does with a change that was sent. */
export interface ChangeEffect {
  /** The password from now on. */
  set?: string;
  /** The password once the site's owner confirms it or its nightly job has run. */
  later?: string;
  error?: string;
  say?: string;
  status?: 500;
  /** Ends this visitor's session, or all of them. */
  signOut?: 'with a word' | 'silently';
}

export interface SentChange {
  current?: string | undefined;
  next: string;
  again?: string | undefined;
}

/**
 * One oddity of real sites, as the difference from a plain one. Markup is given whole, because markup is what
 * differs between sites.
 */
export interface AwkwardBehaviour {
  oddity: string;
  /**
   * What a change with a fitting candidate comes to: the candidate works, the old password does, neither of them
   * (the site made something else of it), the candidate after a while, or nobody can tell for a captcha.
   */
  truth: 'candidate' | 'old' | 'neither' | 'later' | 'untold';
  failuresUntilLock?: number;
  loginPage?: (error: string) => string;
  /** The page after the sign-in. */
  accountPage?: (state: AwkwardState) => string;
  changePage?: (error: string) => string;
  /** Where the plain site links to and takes changes. */
  changePath?: string;
  change?: (sent: SentChange, state: AwkwardState) => ChangeEffect;
  /** Asked before the change page is shown. */
  sudo?: boolean;
  /** The change page is all one sees after signing in, until the password is changed. */
  forced?: boolean;
  routes?: (app: Hono, state: AwkwardState) => void;
}
