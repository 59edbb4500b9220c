/** The error categories a failed run reports; they are those of the CloudCruise API, which clients know. */
export type SignInCategory =
  | 'AUTHENTICATION_ERROR'
  | 'PASSWORD_UPDATE_REQUIRED'
  | 'INCORRECT_FORM_INPUTS'
  | 'PAGE_NOT_FOUND'
  | 'UNEXPECTED_UI_STATE'
  | 'UPSTREAM_ERROR'
  | 'SERVICE_UNAVAILABLE';

const failures = {
  INVALID_CREDENTIALS: ['AUTHENTICATION_ERROR', 'The site refused the username or the password.'],
  MFA_CODE_REJECTED: ['AUTHENTICATION_ERROR', 'The site refused two one-time codes in a row.'],
  MFA_CODE_UNAVAILABLE: [
    'AUTHENTICATION_ERROR',
    'The site asks for a one-time code and there is none to give.',
  ],
  TFA_SETUP_REQUIRED: ['AUTHENTICATION_ERROR', 'The site wants two-factor sign-in to be set up first.'],
  ACCOUNT_LOCKED: ['AUTHENTICATION_ERROR', 'The site says that the account is locked.'],
  SILENT_LOGIN_FAILURE: [
    'AUTHENTICATION_ERROR',
    'The sign-in form is still there and the site gives no reason.',
  ],
  ACCESS_DENIED: ['AUTHENTICATION_ERROR', 'The site denies access.'],
  CAPTCHA_REQUIRED: ['UNEXPECTED_UI_STATE', 'The site asks for proof that a person is there (a captcha).'],
  HTTP_AUTHENTICATION: [
    'UNEXPECTED_UI_STATE',
    'The site asks for the login in a window of the browser (HTTP authentication), not on a page.',
  ],
  PASSKEY_ONLY: ['UNEXPECTED_UI_STATE', 'The site offers a passkey and no place for a password.'],
  PASSWORD_EXPIRED: ['PASSWORD_UPDATE_REQUIRED', 'The site asks for a new password before it goes on.'],
  FORM_REJECTED: ['INCORRECT_FORM_INPUTS', 'The form did not accept what was filled in.'],
  FIELD_TRUNCATED: ['INCORRECT_FORM_INPUTS', 'A field is too short for the value.'],
  PAGE_NOT_FOUND: ['PAGE_NOT_FOUND', 'The sign-in page does not exist.'],
  LOGIN_FORM_NOT_FOUND: ['UNEXPECTED_UI_STATE', 'No sign-in form was found on the page.'],
  UNCLEAR_RESULT: ['UNEXPECTED_UI_STATE', 'After the sign-in the page shows neither success nor an error.'],
  FIELD_NOT_FILLABLE: ['UNEXPECTED_UI_STATE', 'A field of the sign-in form could not be filled.'],
  ORIGIN_REFUSED: [
    'UNEXPECTED_UI_STATE',
    'The form is on, or leads to, an origin that the entry does not allow.',
  ],
  UNFINISHED: ['UNEXPECTED_UI_STATE', 'The sign-in did not come to an end in the time given.'],
  SERVER_ERROR: ['UPSTREAM_ERROR', 'The site answered with an error of its own.'],
  DOWN: ['SERVICE_UNAVAILABLE', 'The site says that it is not available.'],
  RATE_LIMITED: ['SERVICE_UNAVAILABLE', 'The site refuses further attempts for now.'],
  UNREACHABLE: ['SERVICE_UNAVAILABLE', 'The site could not be reached.'],
  NO_ANSWER: ['SERVICE_UNAVAILABLE', 'The site did not answer in the time given.'],
} as const satisfies Record<string, readonly [SignInCategory, string]>;

export type SignInFailureCode = keyof typeof failures;

/**
 * What an attempt says about the password itself. `refused` and `accepted` are said only where the site was heard to
 * answer; whatever else happened is `unclear`.
 */
export type LoginVerdict = 'accepted' | 'refused' | 'locked' | 'unclear';

const VERDICTS: Partial<Record<SignInFailureCode, LoginVerdict>> = {
  INVALID_CREDENTIALS: 'refused',
  SILENT_LOGIN_FAILURE: 'refused',
  ACCOUNT_LOCKED: 'locked',
  RATE_LIMITED: 'locked',
};

export interface SignInFailure {
  signedIn: false;
  category: SignInCategory;
  code: SignInFailureCode;
  /** Fixed words, at most with a host name: safe to show and to log. */
  message: string;
  verdict: LoginVerdict;
  /** False when the site cannot have seen the password: the attempt cost nothing. */
  passwordSent: boolean;
  evidence: string[];
}

export type SignInOutcome = { signedIn: true; verdict: 'accepted'; evidence: string[] } | SignInFailure;

export function signInFailure(
  code: SignInFailureCode,
  evidence: string[],
  passwordSent: boolean,
  verdict: LoginVerdict = VERDICTS[code] ?? 'unclear',
): SignInFailure {
  const [category, message] = failures[code];
  return {
    signedIn: false,
    category,
    code,
    message,
    verdict,
    passwordSent,
    evidence,
  };
}
