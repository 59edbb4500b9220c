import type { Refusal } from './refusals';
import type { Trouble } from './sign-in-trouble';

/**
 * Why a password should not be typed now, or null. One refusal is enough: nothing is learnt from a second one, and
 * sites lock an account after three to five.
 */
export function withholdReason(refusals: readonly Refusal[], nowMs: number): Trouble | null {
  const [newest] = refusals;
  if (!newest) return null;
  const ago = agoWords(nowMs - newest.at.getTime());
  if (newest.code === 'ACCOUNT_LOCKED') {
    return {
      category: 'AUTHENTICATION_ERROR',
      code: 'LOCKED_LATELY',
      message: `The site said ${ago} that the account is locked. Nothing was tried.`,
      nextStep: 'Unlock the account on the site or wait half an hour, or ask to test again now.',
    };
  }
  const times = refusals.length > 1 ? `${refusals.length} times, last ` : '';
  return {
    category: 'AUTHENTICATION_ERROR',
    code: 'REFUSED_LATELY',
    message: `The site refused this same password ${times}${ago}. It was not tried again, so that the account is not locked.`,
    nextStep: 'Correct the password in 1Password or in the entry, or ask to test the same one again.',
  };
}

function agoWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return 'a moment ago';
  return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
}
