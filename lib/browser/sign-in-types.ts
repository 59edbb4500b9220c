import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import type { OriginPin } from './origin-policy';
import type { SignInRecipe } from './sign-in-recipe';

export interface OneTimeCode {
  code: Secret;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export interface SignInLogin {
  /** Left out: the page as it is, or the entry's domain for an empty page. */
  loginUrl?: string | undefined;
  username: Secret;
  password: Secret;
  /** Asked only when the page shows a field for it, at most twice. The caller sees to it that each is a fresh one. */
  oneTimeCode?: (() => Promise<OneTimeCode>) | undefined;
}

export interface SignInOptions {
  pin: OriginPin;
  clock: Clock;
  timeoutMs: number;
  recipe?: SignInRecipe | undefined;
  /** Awaited immediately before the password is sent. Whatever it throws passes through, and nothing was sent. */
  beforePassword?: (() => Promise<void>) | undefined;
  /** Ends the attempt with the signal's reason: a page that is closed from outside would look like one that loads. */
  signal?: AbortSignal | undefined;
  /** Told as it happens, in fixed words: for the step log of a run. */
  onEvidence?: ((line: string) => void) | undefined;
}
