import type { PageMessage } from './page-text-policy';
import type { SessionProbe } from './sign-in-probe';

/** What can be seen of the page at one moment. */
export interface SignInView {
  /** Without query and fragment, where tokens may be. */
  address: string;
  httpStatus: number | null;
  networkFailure: string | null;
  /** Status of the last background request that sent something since the form was submitted. */
  sentStatus: number | null;
  documents: number;
  /** A document or a request that sends something is on its way. */
  busy: boolean;
  documentOnItsWay: boolean;
  /** The document that came is not complete enough to be judged. */
  loading: boolean;
  username: boolean;
  password: boolean;
  codeFields: number;
  newPasswords: number;
  /** A form that changes a password, as sites demand it of an expired one. */
  changeForm: boolean;
  captchaField: boolean;
  invalidField: boolean;
  refusedOrigin: string | null;
  /** From alerts and error places, as far as they were not there when a form was last sent. */
  alert: PageMessage | null;
  /** From all lines that were not there when a form was last sent. */
  news: PageMessage | null;
  /** There is such a line, of the length of a sentence. */
  complaint: boolean;
  /** From the visible text as a whole. */
  text: PageMessage | null;
  captcha: boolean;
  httpChallenge: boolean;
  signOut: boolean;
  signInControl: boolean;
  passkey: boolean;
  /** The page shows the username. */
  namesAccount: boolean;
  /** A recipe's mark of success is visible; null without one. */
  recipeSuccess: boolean | null;
}

export interface SignInProgress {
  usernameSent: boolean;
  passwordSent: boolean;
  codesSent: number;
  /** How many links towards a form were followed. */
  linksFollowed: number;
  /** Whether usual addresses of sign-in pages were tried. */
  guessed: boolean;
  /** What the site answered when it was asked whether we are signed in; null before. */
  probe: SessionProbe | null;
  /** The page as it was when a form was last submitted. */
  lastSent: {
    stage: 'username' | 'password' | 'code';
    address: string;
    documents: number;
    signOut: boolean;
  } | null;
}

export interface SignInMoment {
  /** How long the view has not changed. */
  stableMs: number;
  outOfTime: boolean;
}

/** Some sites have the control on every page, hidden until it is needed. */
export function freshSignOut(view: SignInView, { lastSent }: SignInProgress): boolean {
  return view.signOut && lastSent?.signOut !== true;
}
