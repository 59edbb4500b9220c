import type { AwkwardBehaviour } from './awkward-behaviour';
import { plainChange } from './plain-pages';

const changed = 'Your password has been changed.';

/** Sites whose pages are plain and whose handling of the change is not. */
export const awkwardServers = {
  truncation: {
    oddity: 'keeps the first sixteen characters and says nothing',
    truth: 'neither',
    change: ({ next }) => ({ set: next.slice(0, 16), say: changed }),
  },
  normalisation: {
    oddity: 'stores the new password in lower case and compares it as it is typed',
    truth: 'neither',
    change: ({ next }) => ({ set: next.toLowerCase(), say: changed }),
  },
  error_with_200: {
    oddity: 'answers a failure with status 200 and a sentence',
    truth: 'old',
    change: () => ({ error: 'Something went wrong, your changes could not be saved.' }),
  },
  says_done_does_nothing: {
    oddity: 'says that the password was changed and does not change it',
    truth: 'old',
    change: () => ({ say: changed }),
  },
  error_500_but_done: {
    oddity: 'changes the password and answers with an error of the server',
    truth: 'candidate',
    change: ({ next }) => ({ set: next, say: 'Internal server error', status: 500 }),
  },
  email_confirmation: {
    oddity: 'waits for a link in an e-mail',
    truth: 'later',
    change: ({ next }) => ({
      later: next,
      say: 'We sent you an e-mail. Click the link in it to confirm your new password.',
    }),
  },
  late_apply: {
    oddity: 'says that it is done and applies the change some time later',
    truth: 'later',
    change: ({ next }) => ({ later: next, say: changed }),
  },
  lock_after_three: {
    oddity: 'locks the account at the third wrong password',
    truth: 'candidate',
    failuresUntilLock: 3,
  },
  captcha_after_change: {
    oddity: 'shows a captcha at the sign-in after a change',
    truth: 'untold',
    change: ({ next }, state) => {
      state.captcha = true;
      return { set: next, say: changed };
    },
  },
  session_kill: {
    oddity: 'ends all sessions and shows the sign-in form without a word',
    truth: 'candidate',
    change: ({ next }) => ({ set: next, signOut: 'silently' }),
  },
  sign_out_on_change: {
    oddity: 'asks to sign in again with the new password',
    truth: 'candidate',
    change: ({ next }) => ({
      set: next,
      say: 'Password changed. Please sign in again.',
      signOut: 'with a word',
    }),
  },
  policy_reject: {
    oddity: 'takes letters and digits only and says so when it is too late',
    truth: 'old',
    change: ({ next }) =>
      /^[A-Za-z0-9]+$/.test(next)
        ? { set: next, say: changed }
        : { error: 'The password must not contain special characters.' },
  },
  maxlength: {
    oddity: 'has a field that takes sixteen characters',
    truth: 'old',
    changePage: (error) => plainChange(error).replaceAll('autocomplete="new-password"', 'maxlength="16"'),
  },
  forced_change: {
    oddity: 'lets nobody in before the password is changed',
    truth: 'candidate',
    forced: true,
    changePage: (error) => `<p>Your password has expired. You must change it now.</p>${plainChange(error)}`,
  },
  sudo_mode: {
    oddity: 'asks for the password on a page before the form, and again in it',
    truth: 'candidate',
    sudo: true,
  },
} as const satisfies Record<string, AwkwardBehaviour>;
