import type { LoginVerdict, SignInFailureCode } from './sign-in-outcome';

/** What to do next. */
export type SignInStep =
  | { do: 'wait' }
  | { do: 'fill_username' }
  | { do: 'fill_password' }
  | { do: 'fill_code' }
  | { do: 'follow_sign_in_link' }
  | { do: 'guess_address' }
  | { do: 'probe' }
  | { do: 'succeed'; because: string }
  | { do: 'fail'; code: SignInFailureCode; because: string; verdict?: LoginVerdict };

export const wait: SignInStep = { do: 'wait' };

export function fail(code: SignInFailureCode, because: string, verdict?: LoginVerdict): SignInStep {
  return { do: 'fail', code, because, ...(verdict === undefined ? {} : { verdict }) };
}
