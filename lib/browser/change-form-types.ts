import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import type { OriginPin } from './origin-policy';
import type { OneTimeCode } from './sign-in-types';
import type { SiteRecipe } from './site-recipe';

export interface ChangeLogin {
  username: Secret;
  /** The password the page is signed in with; sites ask for it before they let anyone near the form. */
  current: Secret;
  oneTimeCode?: (() => Promise<OneTimeCode>) | undefined;
}

export interface OpenChangeFormOptions {
  pin: OriginPin;
  clock: Clock;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Told as it happens. Words of the page are cut short and scrubbed of the login. */
  onEvidence?: ((line: string) => void) | undefined;
  recipe?: SiteRecipe | undefined;
}

/** What the form itself says about passwords; null where it says nothing. */
export interface ChangeFormRules {
  minLength: number | null;
  maxLength: number | null;
  pattern: string | null;
  /** In the grammar of Apple's `passwordrules` attribute. */
  passwordRules: string | null;
  /** Visible text around the fields, scrubbed. */
  policyText: string | null;
}

/**
 * A form found on a page. It holds no handles: between finding and sending minutes may pass in which a page redraws
 * itself, so the fields are found again, and have to be the same.
 */
export interface ChangeForm {
  /** With query and fragment, which single-page sites need to come back. */
  readonly url: string;
  readonly fields: { current: number; next: number; code: boolean };
  readonly rules: ChangeFormRules;
  readonly recipe: SiteRecipe | undefined;
}

export type ChangeFormMissing =
  | 'CHANGE_FORM_NOT_FOUND'
  | 'SIGNED_OUT'
  | 'REAUTHENTICATION_FAILED'
  | 'CODE_UNAVAILABLE'
  | 'ORIGIN_REFUSED'
  | 'UNFINISHED';

export type OpenedChangeForm =
  | { found: true; form: ChangeForm; address: string; evidence: string[] }
  | { found: false; code: ChangeFormMissing; message: string; evidence: string[] };

export interface ChangeSecrets {
  current: Secret;
  candidate: Secret;
  oneTimeCode?: (() => Promise<OneTimeCode>) | undefined;
}

export interface SubmitChangeOptions {
  pin: OriginPin;
  clock: Clock;
  /** Milliseconds since the epoch. Nothing is pressed after it. */
  deadline: number;
  signal?: AbortSignal | undefined;
  onEvidence?: ((line: string) => void) | undefined;
  /** Called right before anything is sent; what it throws passes through, and nothing is sent. */
  beforeSubmit: () => Promise<void>;
}

export type ChangeVerdict =
  | 'SUCCESS_TEXT'
  | 'POLICY_REJECT'
  | 'OLD_WRONG'
  | 'CONFIRM_BY_EMAIL'
  | 'ERROR'
  | 'NONE';

/** What was seen on the page. Evidence only: whether the password changed is proven by signing in. */
export interface ChangeSubmission {
  submitted: boolean;
  verdict: ChangeVerdict;
  /** The field kept only so many characters of the candidate; nothing was sent. */
  truncatedTo?: number;
  /** The site's own words about what it did not like, scrubbed, at most 200 characters. */
  rejection?: string;
  evidence: string[];
}
