import type { AccountKeys } from './key-ring';

export const SRP_METHOD = 'SRPg-4096';
export const KEY_DERIVATION = 'PBES2g-HS256';
export const ITERATIONS = 650_000;

/** What a person would copy from 1Password.com when creating a service account. Not logged anywhere. */
export function serviceAccountToken(keys: AccountKeys, signInAddress: string): string {
  const content = {
    signInAddress,
    userAuth: userAuth(keys),
    email: keys.email,
    srpX: keys.srpPrivateKeyHex,
    muk: {
      alg: 'A256GCM',
      ext: true,
      k: keys.unlockKeyBase64,
      key_ops: ['encrypt', 'decrypt'],
      kty: 'oct',
      kid: 'mp',
    },
    secretKey: keys.secretKey,
    throttleSecret: keys.throttle,
    deviceUuid: keys.deviceId,
  };
  return `ops_${Buffer.from(JSON.stringify(content)).toString('base64url')}`;
}

export function userAuth(keys: AccountKeys): object {
  return { method: SRP_METHOD, alg: KEY_DERIVATION, iterations: ITERATIONS, salt: keys.saltBase64 };
}
