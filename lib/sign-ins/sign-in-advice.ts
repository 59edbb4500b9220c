import type { SignInFailure, SignInFailureCode } from '@/lib/browser/sign-in-outcome';
import type { Trouble } from './sign-in-trouble';

/** What the person should do next, for each way in which a sign-in can end badly. */
const NEXT_STEPS: Record<SignInFailureCode, string> = {
  INVALID_CREDENTIALS:
    'Check the user name and the password where this entry has them from (the item in 1Password, or the entry), then try again.',
  MFA_CODE_REJECTED:
    'Check that the one-time password of the item belongs to this account and that clocks agree.',
  MFA_CODE_UNAVAILABLE: 'Add a one-time password to the item, or to the entry if its values are kept here.',
  TFA_SETUP_REQUIRED: 'Sign in by hand once and finish the two-factor set-up of the site.',
  ACCOUNT_LOCKED: 'Wait until the site unlocks the account, or unlock it there. Do not try again before.',
  SILENT_LOGIN_FAILURE: 'Open the site by hand: the form was sent, but the site did not say what happened.',
  ACCESS_DENIED: 'Check that the account may use this site from where the worker runs.',
  CAPTCHA_REQUIRED: 'Sign in by hand once, or ask the site to let this address in without a captcha.',
  HTTP_AUTHENTICATION: 'This kind of sign-in is not supported: it happens in the browser, not on a page.',
  PASSKEY_ONLY: 'Allow a password for this account on the site; a passkey cannot be used from here.',
  PASSWORD_EXPIRED: 'Rotate the password of this entry, or change it by hand on the site and in 1Password.',
  FORM_REJECTED: 'Check that the user name has the form that the site expects, such as an e-mail address.',
  FIELD_TRUNCATED: 'The site takes shorter values: shorten the password there and in 1Password.',
  PAGE_NOT_FOUND: 'Check the domain of the entry, or name the address of the sign-in page.',
  LOGIN_FORM_NOT_FOUND: 'Name the address of the sign-in page, or say in a recipe where its fields are.',
  UNCLEAR_RESULT: 'Say in a recipe what is visible once someone has signed in, then try again.',
  FIELD_NOT_FILLABLE: 'Say in a recipe for this site where its fields are, then try again.',
  ORIGIN_REFUSED:
    'Check the address of the page. If it belongs to this site, list it under the extra origins of the entry.',
  UNFINISHED: 'Check that the site answers in good time, then try again.',
  SERVER_ERROR: 'The site has a fault of its own. Try again later.',
  DOWN: 'Try again when the site is back.',
  RATE_LIMITED: 'Wait before the next attempt; each one may prolong the refusal.',
  UNREACHABLE: 'Check the address and whether the site is up, then try again.',
  NO_ANSWER: 'Check the site, then try again.',
};

export function troubleOfOutcome({ category, code, message }: SignInFailure): Trouble {
  return { category, code, message, nextStep: NEXT_STEPS[code] };
}

export function signInAdvice(code: string): string | undefined {
  return Object.entries(NEXT_STEPS).find(([known]) => known === code)?.[1];
}
