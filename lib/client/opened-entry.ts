import type { OriginPin } from '@/lib/browser/origin-policy';
import type { ResolvedEntry } from '@/lib/contract/resolve';
import { decryptFromClient, WireDecryptError } from '@/lib/crypto/wire-encryption';
import { Secret } from '@/lib/kernel/secret';
import { LatchkeyError } from './errors';

type WireLogin = NonNullable<ResolvedEntry['login']>;
type WireCode = NonNullable<ResolvedEntry['code']>;

export interface OpenedLogin {
  username: Secret;
  password: Secret;
  hasOneTimePassword: boolean;
  pin: OriginPin;
}

export function openLogin(key: Secret, login: WireLogin): OpenedLogin {
  const { pin } = login;
  return {
    username: login.username === null ? Secret.of('') : openValue(key, login.username),
    password: login.password === null ? Secret.of('') : openValue(key, login.password),
    hasOneTimePassword: login.has_one_time_password,
    pin: {
      entryDomain: pin.domain,
      extraOrigins: pin.extra_origins,
      autofill: pin.autofill,
      neverOrigins: pin.never_origins,
      insecureHosts: pin.insecure_hosts,
    },
  };
}

/** `now` is when the answer came in, on our clock: that of the server may tell another time. */
export function openCode(key: Secret, code: WireCode, now: number): { code: Secret; expiresAt: number } {
  return { code: openValue(key, code.value), expiresAt: now + code.valid_for_ms };
}

export function openValue(key: Secret, hex: string): Secret {
  try {
    return decryptFromClient(key, hex);
  } catch (error) {
    if (!(error instanceof WireDecryptError)) throw error;
    throw new LatchkeyError('wrong_encryption_key', 'The answer does not open with this encryption key.', {
      hint: 'Copy the API encryption key again from Settings; it may have been rotated, or be of another workspace.',
    });
  }
}
