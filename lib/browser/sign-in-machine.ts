import type { PageMessage } from './page-text-policy';
import type { SignInFailureCode } from './sign-in-outcome';

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
  invalidField: boolean;
  refusedOrigin: string | null;
  /** From alerts and error places. */
  alert: PageMessage | null;
  /** From the visible text as a whole. */
  text: PageMessage | null;
  signOut: boolean;
  signInControl: boolean;
  /** The page shows the username. */
  namesAccount: boolean;
  /** A recipe's mark of success is visible; null without one. */
  recipeSuccess: boolean | null;
}

export interface SignInProgress {
  usernameSent: boolean;
  passwordSent: boolean;
  codesSent: number;
  linkFollowed: boolean;
  /** The page as it was when a form was last submitted. */
  lastSent: {
    stage: 'username' | 'password' | 'code';
    address: string;
    documents: number;
    alert: PageMessage | null;
  } | null;
}

export interface SignInMoment {
  /** How long the view has not changed. */
  stableMs: number;
  outOfTime: boolean;
}

export type SignInStep =
  | { do: 'wait' }
  | { do: 'fill_username' }
  | { do: 'fill_password' }
  | { do: 'fill_code' }
  | { do: 'follow_sign_in_link' }
  | { do: 'succeed'; because: string }
  | { do: 'fail'; code: SignInFailureCode; because: string };

/** A page that has just changed may still be on its way to something else. */
const SETTLE_MS = 1_000;
const PATIENCE_MS = 6_000;
const CODE_ATTEMPTS = 2;

/**
 * Decides what to do next in a sign-in. Pure: the loop in sign-in.ts looks, asks here, and acts.
 *
 * The password is sent at most once, because a second refusal brings the account closer to its lock. Success needs
 * evidence; a form that went away is not enough by itself.
 */
export function nextStep(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  const step = decide(view, progress, moment);
  return step.do === 'wait' && moment.outOfTime ? giveUp(view, progress) : step;
}

function decide(seen: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  const view = isOldAlert(seen, progress, moment) ? { ...seen, alert: null } : seen;
  if (view.networkFailure !== null) return fail('UNREACHABLE', view.networkFailure);
  if (view.recipeSuccess === true)
    return { do: 'succeed', because: 'the mark of success named in the recipe is shown' };
  if (view.loading) return wait;
  const hasFields = view.username || view.password || view.codeFields > 0 || view.newPasswords > 0;
  const refusal = refusalShown(view, progress, hasFields);
  if (refusal !== null) return refusal;
  if (!hasFields) return withoutFields(view, progress, moment);
  if (isUnanswered(view, progress)) return whenUnanswered(view, moment);
  if (view.codeFields > 0 && (!view.password || progress.passwordSent)) return atCode(view, progress, moment);
  if (view.password) return progress.passwordSent ? formAgain(view, moment) : { do: 'fill_password' };
  if (view.newPasswords > 0 && progress.passwordSent)
    return fail('PASSWORD_EXPIRED', 'a form for a new password is shown');
  if (view.username) return progress.usernameSent ? formAgain(view, moment) : { do: 'fill_username' };
  return withoutFields(view, progress, moment);
}

/** The alert that stood there when the form was sent says nothing about how that went, unless it stays. */
function isOldAlert(view: SignInView, { lastSent }: SignInProgress, moment: SignInMoment): boolean {
  if (lastSent === null || view.documents > lastSent.documents || view.alert !== lastSent.alert) return false;
  return view.busy || moment.stableMs < PATIENCE_MS / 2;
}

const wait: SignInStep = { do: 'wait' };

function fail(code: SignInFailureCode, because: string): SignInStep {
  return { do: 'fail', code, because };
}

/**
 * Before anything was sent, a message is advice ("five attempts lock the account") unless the page has no form.
 * Text outside alerts counts only where no field and no sign-out control is left: an account page may offer to set up
 * two-factor sign-in without asking for it.
 */
function refusalShown(view: SignInView, progress: SignInProgress, hasFields: boolean): SignInStep | null {
  const sent = progress.lastSent !== null;
  const message = sent || !hasFields ? (view.alert ?? (hasFields || view.signOut ? null : view.text)) : null;
  switch (message) {
    case 'locked':
      return fail('ACCOUNT_LOCKED', 'the page says that the account is locked');
    case 'rate_limited':
      return fail('RATE_LIMITED', 'the page says that there were too many attempts');
    case 'credentials_rejected':
      return sent ? fail('INVALID_CREDENTIALS', 'the page says that the sign-in data are wrong') : null;
    case 'access_denied':
      return fail('ACCESS_DENIED', 'the page says that access is denied');
    case 'password_update':
      return sent ? fail('PASSWORD_EXPIRED', 'the page says that the password must be changed') : null;
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
  return hasFields ? null : byStatus(view);
}

function byStatus(view: SignInView): SignInStep | null {
  const { httpStatus: status } = view;
  if (status === null || status < 400) return null;
  const because = `the page was answered with ${status}`;
  if (status === 404 || status === 410) return fail('PAGE_NOT_FOUND', because);
  if (status === 423) return fail('ACCOUNT_LOCKED', because);
  if (status === 429) return fail('RATE_LIMITED', because);
  if (status === 401 || status === 403) return fail('ACCESS_DENIED', because);
  if (status === 502 || status === 503 || status === 504) return fail('DOWN', because);
  return status >= 500 ? fail('SERVER_ERROR', because) : null;
}

/** The same fields in the same document as when the form was sent, and no word from the site. */
function isUnanswered(view: SignInView, progress: SignInProgress): boolean {
  const { lastSent } = progress;
  if (lastSent === null || view.documents > lastSent.documents || view.alert !== null) return false;
  if (lastSent.stage === 'username') return view.username && !view.password && view.codeFields === 0;
  if (lastSent.stage === 'password') return view.password;
  return view.codeFields > 0;
}

function whenUnanswered(view: SignInView, moment: SignInMoment): SignInStep {
  if (view.busy || moment.stableMs < SETTLE_MS) return wait;
  if (view.invalidField) return fail('FORM_REJECTED', 'a field of the form is marked as invalid');
  if (moment.stableMs < PATIENCE_MS) return wait;
  return unexplained(view);
}

/** The site came back with a form that was already filled in. */
function formAgain(view: SignInView, moment: SignInMoment): SignInStep {
  if (view.busy || moment.stableMs < SETTLE_MS) return wait;
  if (view.alert === 'form_rejected' || view.invalidField)
    return fail('FORM_REJECTED', 'the form is shown again with a marked field');
  return unexplained(view);
}

function unexplained(view: SignInView): SignInStep {
  const status = view.sentStatus;
  if (status !== null && status >= 500)
    return fail('SERVER_ERROR', `the sign-in was answered with ${status}`);
  if (status === 429) return fail('RATE_LIMITED', 'the sign-in was answered with 429');
  if (status === 401) return fail('INVALID_CREDENTIALS', 'the sign-in was answered with 401');
  return fail('SILENT_LOGIN_FAILURE', 'the sign-in form is shown again without a message');
}

function atCode(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  const again = progress.lastSent?.stage === 'code';
  if (!again) return { do: 'fill_code' };
  if (view.alert === null && (view.busy || moment.stableMs < SETTLE_MS)) return wait;
  if (progress.codesSent < CODE_ATTEMPTS) return { do: 'fill_code' };
  return fail('MFA_CODE_REJECTED', 'the page asks for a code again');
}

function withoutFields(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  if (progress.lastSent === null) {
    if (view.signOut)
      return { do: 'succeed', because: 'a sign-out control is shown before anything was filled in' };
    if (moment.stableMs < SETTLE_MS || view.busy) return wait;
    if (view.refusedOrigin !== null) return fail('ORIGIN_REFUSED', view.refusedOrigin);
    if (view.signInControl && !progress.linkFollowed) return { do: 'follow_sign_in_link' };
    return moment.stableMs < PATIENCE_MS
      ? wait
      : fail('LOGIN_FORM_NOT_FOUND', 'the page shows no fields of a sign-in');
  }
  if (view.refusedOrigin !== null && moment.stableMs >= SETTLE_MS)
    return fail('ORIGIN_REFUSED', view.refusedOrigin);
  if (view.alert === 'code_rejected')
    return fail('MFA_CODE_REJECTED', 'the page says that the code is wrong');
  if (progress.passwordSent && view.recipeSuccess === null) {
    if (view.signOut) return { do: 'succeed', because: 'the form is gone and a sign-out control is shown' };
    const settled = moment.stableMs >= SETTLE_MS && !view.busy;
    if (settled && view.namesAccount)
      return { do: 'succeed', because: 'the form is gone and the page names the account' };
    if (settled && view.address !== progress.lastSent.address && !view.signInControl) {
      return { do: 'succeed', because: 'the form is gone and the address has changed' };
    }
  }
  return moment.stableMs < PATIENCE_MS || view.busy
    ? wait
    : fail('UNCLEAR_RESULT', 'no sign of success or failure');
}

function giveUp(view: SignInView, progress: SignInProgress): SignInStep {
  if (view.documentOnItsWay || view.loading) {
    return fail('NO_ANSWER', 'the site had not answered when the time was over');
  }
  if (progress.passwordSent && view.password) return unexplained(view);
  return fail('UNFINISHED', 'the time was over');
}
