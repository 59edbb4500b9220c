import { refusalShown } from './sign-in-refusal';
import { freshSignOut, type SignInMoment, type SignInProgress, type SignInView } from './sign-in-state';
import { fail, type SignInStep, wait } from './sign-in-step';

/** A page that has just changed may still be on its way to something else. */
const SETTLE_MS = 1_000;
const PATIENCE_MS = 6_000;
const CODE_ATTEMPTS = 2;
const MOST_LINKS = 3;

/**
 * Decides what to do next in a sign-in. Pure: the loop in sign-in.ts looks, asks here, and acts.
 *
 * The password is sent at most once, because a second refusal brings the account closer to its lock. Success needs
 * evidence: a sign-out control that was not there before, or the site itself, asked in another window. A form that
 * went away is not enough, and neither is a form that is there proof of failure.
 */
export function nextStep(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  const step = decide(view, progress, moment);
  return step.do === 'wait' && moment.outOfTime ? giveUp(view, progress) : step;
}

function decide(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  if (view.networkFailure !== null) return fail('UNREACHABLE', view.networkFailure);
  if (view.recipeSuccess === true)
    return { do: 'succeed', because: 'the mark of success named in the recipe is shown' };
  if (view.loading) return wait;
  const hasFields = view.username || view.password || view.codeFields > 0 || view.newPasswords > 0;
  const refusal = refusalShown(view, progress, hasFields);
  if (refusal !== null) return refusal;
  if (!hasFields) return withoutFields(view, progress, moment);
  if (isUnanswered(view, progress)) return whenUnanswered(view, progress, moment);
  if (view.codeFields > 0 && (!view.password || progress.passwordSent)) return atCode(view, progress, moment);
  if (view.password) return progress.passwordSent ? formAgain(view, progress, moment) : atPassword(view);
  if (view.changeForm && progress.passwordSent) return atChangeForm(view, progress, moment);
  if (view.username && !progress.usernameSent) return { do: 'fill_username' };
  return progress.passwordSent ? withoutFields(view, progress, moment) : otherFields(view, progress, moment);
}

/** The same fields in the same document as when the form was sent, and no word from the site. */
function isUnanswered(view: SignInView, progress: SignInProgress): boolean {
  const { lastSent } = progress;
  if (lastSent === null || view.documents > lastSent.documents || view.alert !== null) return false;
  if (lastSent.stage === 'username') return view.username && !view.password && view.codeFields === 0;
  if (lastSent.stage === 'password') return view.password;
  return view.codeFields > 0;
}

function whenUnanswered(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  if (view.busy || moment.stableMs < SETTLE_MS) return wait;
  if (view.invalidField && !view.complaint && view.sentStatus === null)
    return fail('FORM_REJECTED', 'a field of the form is marked as invalid');
  const answered = view.sentStatus !== null && view.sentStatus >= 400;
  if (moment.stableMs < PATIENCE_MS && !(answered && moment.stableMs >= 2 * SETTLE_MS)) return wait;
  return unexplained(view, progress);
}

/** A sign-in that a script would have to answer for a person is not sent at all: it would be a wasted attempt. */
function atPassword(view: SignInView): SignInStep {
  return view.captchaField
    ? fail('CAPTCHA_REQUIRED', 'the sign-in form asks for what a picture shows')
    : { do: 'fill_password' };
}

/** The site came back with a form that was already filled in. */
function formAgain(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  if (view.busy || moment.stableMs < SETTLE_MS) return wait;
  return unexplained(view, progress);
}

/** A form, and no words that are understood. Whether we are signed in all the same is asked before anything is said. */
function unexplained(view: SignInView, progress: SignInProgress): SignInStep {
  const status = view.sentStatus;
  if (status !== null && status >= 500)
    return fail('SERVER_ERROR', `the sign-in was answered with ${status}`);
  if (status === 429) return fail('RATE_LIMITED', 'the sign-in was answered with 429');
  if (status === 401) return fail('INVALID_CREDENTIALS', 'the sign-in was answered with 401');
  if (progress.passwordSent && progress.probe === null) return { do: 'probe' };
  if (progress.probe === 'open')
    return { do: 'succeed', because: 'asked again, the site shows no sign-in form' };
  if (view.captcha || view.captchaField || view.text === 'captcha')
    return fail('CAPTCHA_REQUIRED', 'the sign-in form is shown again with a captcha');
  if (view.alert === 'form_rejected' || view.invalidField)
    return fail('FORM_REJECTED', 'the form is shown again with a marked field');
  const answered = status !== null || view.documents > (progress.lastSent?.documents ?? 0);
  if (!answered && !view.complaint) return fail('UNCLEAR_RESULT', 'the form was sent and nothing came of it');
  return fail(
    'SILENT_LOGIN_FAILURE',
    view.complaint
      ? 'the sign-in form is shown again with words that were not there before'
      : 'the sign-in form is shown again without a message',
  );
}

function atCode(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  const again = progress.lastSent?.stage === 'code';
  if (!again) {
    // A page behind the sign-in may have a field that is called a code as well.
    if (progress.passwordSent && freshSignOut(view, progress) && progress.probe === null)
      return { do: 'probe' };
    if (progress.probe === 'open')
      return { do: 'succeed', because: 'asked again, the site shows no sign-in form' };
    return { do: 'fill_code' };
  }
  if (view.alert === null && (view.busy || moment.stableMs < SETTLE_MS)) return wait;
  if (progress.codesSent < CODE_ATTEMPTS) return { do: 'fill_code' };
  return fail('MFA_CODE_REJECTED', 'the page asks for a code again');
}

/** Either the site demands a new password, or the page one lands on offers to change it. */
function atChangeForm(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  if (view.busy || moment.stableMs < SETTLE_MS) return wait;
  const demanded =
    view.text === 'password_update' || view.alert === 'password_update' || !freshSignOut(view, progress);
  if (!demanded)
    return { do: 'succeed', because: 'a sign-out control is shown beside a form for a new password' };
  return fail('PASSWORD_EXPIRED', 'a form for a new password is shown', 'accepted');
}

/** Fields, but none that a sign-in could use: a registration, a search. */
function otherFields(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  if (progress.lastSent === null) return withoutFields(view, progress, moment);
  if (view.busy || moment.stableMs < PATIENCE_MS) return wait;
  return unexplained(view, progress);
}

function withoutFields(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  if (progress.lastSent === null) return beforeAnything(view, progress, moment);
  if (view.refusedOrigin !== null && moment.stableMs >= SETTLE_MS)
    return fail('ORIGIN_REFUSED', view.refusedOrigin);
  if (view.alert === 'code_rejected')
    return fail('MFA_CODE_REJECTED', 'the page says that the code is wrong');
  if (progress.passwordSent && view.recipeSuccess === null) {
    if (freshSignOut(view, progress))
      return { do: 'succeed', because: 'the form is gone and a sign-out control is shown' };
    const settled = moment.stableMs >= SETTLE_MS && !view.busy;
    if (settled && progress.probe === null) return { do: 'probe' };
    if (progress.probe === 'open')
      return { do: 'succeed', because: 'the form is gone and the site, asked again, does not show it' };
  }
  return moment.stableMs < PATIENCE_MS || view.busy
    ? wait
    : fail('UNCLEAR_RESULT', 'no sign of success or failure');
}

function beforeAnything(view: SignInView, progress: SignInProgress, moment: SignInMoment): SignInStep {
  if (view.signOut && !view.signInControl)
    return { do: 'succeed', because: 'a sign-out control is shown before anything was filled in' };
  if (moment.stableMs < SETTLE_MS || view.busy) return wait;
  if (view.refusedOrigin !== null) return fail('ORIGIN_REFUSED', view.refusedOrigin);
  if (view.signInControl && progress.linksFollowed < MOST_LINKS) return { do: 'follow_sign_in_link' };
  const missing = view.httpStatus === 404 || view.httpStatus === 410;
  if (moment.stableMs < PATIENCE_MS / 2 && !missing) return wait;
  if (!progress.guessed) return { do: 'guess_address' };
  if (moment.stableMs < PATIENCE_MS) return wait;
  return view.passkey
    ? fail('PASSKEY_ONLY', 'the page offers a passkey and nothing to type a password into')
    : fail('LOGIN_FORM_NOT_FOUND', 'the page shows no fields of a sign-in');
}

function giveUp(view: SignInView, progress: SignInProgress): SignInStep {
  if (view.documentOnItsWay || view.loading) {
    return fail('NO_ANSWER', 'the site had not answered when the time was over');
  }
  if (progress.passwordSent && view.password)
    return fail('SILENT_LOGIN_FAILURE', 'the sign-in form is still shown when the time is over', 'unclear');
  return fail('UNFINISHED', 'the time was over');
}
