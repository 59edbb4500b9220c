import { freshSignOut, type SignInProgress, type SignInView } from './sign-in-state';
import { fail, type SignInStep } from './sign-in-step';

/**
 * Before anything was sent, a message is advice ("five attempts lock the account") unless the page has no form.
 * Text outside alerts counts only where no field and no sign-out control is left: an account page may offer to set up
 * two-factor sign-in without asking for it, and name failed attempts of yesterday.
 */
export function refusalShown(
  view: SignInView,
  progress: SignInProgress,
  hasFields: boolean,
): SignInStep | null {
  const sent = progress.lastSent !== null;
  const inside = sent && freshSignOut(view, progress) && !view.password;
  const formIsBack = sent && (view.password || (view.username && !progress.passwordSent));
  const message = inside
    ? null
    : sent
      ? (view.alert ?? (formIsBack ? view.news : hasFields || view.signOut ? null : view.text))
      : hasFields
        ? null
        : (view.alert ?? view.text);
  switch (message) {
    case 'locked':
      return fail('ACCOUNT_LOCKED', 'the page says that the account is locked');
    case 'rate_limited':
      return fail('RATE_LIMITED', 'the page says that there were too many attempts');
    case 'captcha':
      return fail('CAPTCHA_REQUIRED', 'the page asks for proof that a person is there');
    case 'stale_form':
      return sent
        ? fail('FORM_REJECTED', 'the page says that the form was too old or that cookies are missing')
        : null;
    case 'credentials_rejected':
      return sent ? fail('INVALID_CREDENTIALS', 'the page says that the sign-in data are wrong') : null;
    case 'access_denied':
      // What a database or a directory says of a wrong password; the form beside it asks for another one.
      return progress.passwordSent && view.password
        ? fail('INVALID_CREDENTIALS', 'the page denies access and asks for the password again')
        : fail('ACCESS_DENIED', 'the page says that access is denied');
    case 'account_not_open':
      return fail('ACCESS_DENIED', 'the page says that access is denied');
    case 'password_update':
      return sent && !view.changeForm
        ? fail('PASSWORD_EXPIRED', 'the page says that the password must be changed')
        : null;
    case 'second_factor_elsewhere':
      return sent && !hasFields
        ? fail('MFA_CODE_UNAVAILABLE', 'the page waits for an answer given elsewhere')
        : null;
    case 'two_factor_setup':
      return progress.passwordSent && !view.namesAccount
        ? fail('TFA_SETUP_REQUIRED', 'the page asks to set up two-factor sign-in')
        : null;
    default:
      break;
  }
  // A code field beside "scan this QR code" belongs to setting an authenticator up, not to signing in.
  if (
    view.codeFields > 0 &&
    view.text === 'two_factor_setup' &&
    progress.passwordSent &&
    progress.codesSent === 0
  ) {
    return fail('TFA_SETUP_REQUIRED', 'the page asks to set up two-factor sign-in');
  }
  return hasFields || inside ? null : byStatus(view, progress);
}

function byStatus(view: SignInView, progress: SignInProgress): SignInStep | null {
  const { httpStatus: status } = view;
  if (status === null || status < 400) return null;
  if (view.httpChallenge) {
    return fail('HTTP_AUTHENTICATION', 'the site asks for name and password in a window of the browser');
  }
  const because = `the page was answered with ${status}`;
  if ((status === 404 || status === 410) && progress.lastSent === null && !progress.guessed) return null;
  if (status === 404 || status === 410) return fail('PAGE_NOT_FOUND', because);
  if (status === 423) return fail('ACCOUNT_LOCKED', because);
  if (status === 429) return fail('RATE_LIMITED', because);
  if (status === 401 || status === 403) return fail('ACCESS_DENIED', because);
  if (status === 502 || status === 503 || status === 504) return fail('DOWN', because);
  return status >= 500 ? fail('SERVER_ERROR', because) : null;
}
