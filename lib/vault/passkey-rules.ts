import { createPrivateKey } from 'node:crypto';
import type { FieldError } from '@/lib/contract/problem';
import { sameSite } from '@/lib/kernel/site';
import type { Passkey } from './browser-secrets';

/**
 * What a browser would refuse later: Chromium's virtual authenticator signs with ECDSA on P-256 only, and a browser
 * gives a passkey to pages of its relying party only (WebAuthn, section 5.1.4.1).
 */
export function passkeyErrors(passkey: Passkey, origin: string): FieldError[] {
  const errors: FieldError[] = [];
  const fault = (field: string, message: string) =>
    errors.push({ field: `passkey.${field}`, message, code: 'passkey_malformed' });
  if (!BASE64URL.test(passkey.credentialId)) fault('credential_id', 'Not base64url');
  if (passkey.userHandle !== null && !BASE64URL.test(passkey.userHandle))
    fault('user_handle', 'Not base64url');
  if (!belongs(passkey.rpId, origin)) fault('rp_id', 'Neither the host of the domain nor a parent of it');
  if (!isP256(passkey.privateKey.reveal())) fault('private_key', 'Not a P-256 key in PKCS #8, base64');
  return errors;
}

const BASE64URL = /^[A-Za-z0-9_-]+$/;

function belongs(rpId: string, origin: string): boolean {
  const host = URL.canParse(origin) ? new URL(origin).hostname : '';
  return rpId === host || (host.endsWith(`.${rpId}`) && sameSite(rpId, origin));
}

function isP256(base64: string): boolean {
  try {
    const key = createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}
