import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { newOpaqueId } from '../store/opaque-id';
import { sealForPublicKey, sealJson } from './envelope';

const accountKeysSchema = z.strictObject({
  userId: z.string(),
  email: z.string(),
  /** The six characters that name the secret key; all of it that the server ever sees. */
  secretKeyId: z.string(),
  secretKey: z.string(),
  srpPrivateKeyHex: z.string(),
  saltBase64: z.string(),
  unlockKeyBase64: z.string(),
  deviceId: z.string(),
  throttle: z.strictObject({ seed: z.string(), uuid: z.string() }),
});
export type AccountKeys = z.infer<typeof accountKeysSchema>;

const vaultKeySchema = z.strictObject({ id: z.string(), base64: z.string() });

export const keyRingContentSchema = z.strictObject({
  keysetId: z.string(),
  keysetKeyBase64: z.string(),
  privateKeyPem: z.string(),
  accounts: z.record(z.string(), accountKeysSchema),
  vaults: z.record(z.string(), vaultKeySchema),
});
export type KeyRingContent = z.infer<typeof keyRingContentSchema>;

export const PERSON_USER_ID = 'PERSONPERSONPERSONPERSON22';
const UNLOCK_ITERATIONS = 650_000;
// No I, O, U, 0 and 1: the SDK refuses a secret key that has one of them.
const SECRET_KEY_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTVWXYZ';

/**
 * The keys behind the store, made on first use. One RSA pair serves all accounts: making one takes a third of a
 * second, and no client can tell.
 */
export class KeyRing {
  readonly #privateKey: Record<string, unknown>;
  readonly #publicPem: string;

  constructor(readonly content: KeyRingContent = newContent()) {
    const privateKey = createPrivateKey(content.privateKeyPem);
    this.#privateKey = { ...privateKey.export({ format: 'jwk' }) };
    this.#publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  }

  account(name: string): AccountKeys {
    const keys = this.content.accounts[name] ?? newAccountKeys();
    this.content.accounts[name] = keys;
    return keys;
  }

  /** The id that shows up as the last editor; all people are one. */
  userIdOf(author: string): string {
    return this.content.accounts[author]?.userId ?? PERSON_USER_ID;
  }

  accountByEmail(email: string): string | undefined {
    const wanted = email.toLowerCase();
    return Object.entries(this.content.accounts).find(([, keys]) => keys.email === wanted)?.[0];
  }

  /** A token of an account that no longer exists must not come back with the next account of that name. */
  forgetAllBut(names: string[]): void {
    for (const name of Object.keys(this.content.accounts)) {
      if (!names.includes(name)) delete this.content.accounts[name];
    }
  }

  vaultKey(vaultId: string): { id: string; key: Buffer } {
    const stored = this.content.vaults[vaultId] ?? { id: newOpaqueId(), base64: newKey() };
    this.content.vaults[vaultId] = stored;
    return { id: stored.id, key: Buffer.from(stored.base64, 'base64url') };
  }

  get keysetId(): string {
    return this.content.keysetId;
  }

  sealedVaultKey(vaultId: string): object {
    const { id, key } = this.vaultKey(vaultId);
    return sealForPublicKey(this.#publicPem, this.keysetId, symmetricJwk(id, key.toString('base64url')));
  }

  /** The chain that starts at the token's unlock key: it opens the keyset key, which opens the private key. */
  keyset(accountName: string): object {
    const { unlockKeyBase64, saltBase64 } = this.account(accountName);
    const { keysetId, keysetKeyBase64 } = this.content;
    const keysetKey = symmetricJwk(keysetId, keysetKeyBase64);
    const privateKey = { ...this.#privateKey, ...rsaJwk(keysetId, 'decrypt') };
    return {
      uuid: keysetId,
      encryptedBy: 'mp',
      sn: 1,
      encSymKey: {
        ...sealJson(Buffer.from(unlockKeyBase64, 'base64url'), 'mp', keysetKey),
        alg: 'PBES2g-HS256',
        p2c: UNLOCK_ITERATIONS,
        p2s: saltBase64,
      },
      encPriKey: sealJson(Buffer.from(keysetKeyBase64, 'base64url'), keysetId, privateKey),
      pubKey: { ...rsaJwk(keysetId, 'encrypt'), kty: 'RSA', n: this.#privateKey.n, e: this.#privateKey.e },
      encSPriKey: null,
      spubKey: null,
    };
  }
}

function newContent(): KeyRingContent {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    keysetId: newOpaqueId(),
    keysetKeyBase64: newKey(),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    accounts: {},
    vaults: {},
  };
}

function newAccountKeys(): AccountKeys {
  const secretKeyId = secretKeyText(6);
  const groups = [6, 5, 5, 5, 5].map(secretKeyText);
  return {
    userId: newOpaqueId().toUpperCase(),
    email: `${newOpaqueId().slice(0, 13)}@1passwordserviceaccounts.com`,
    secretKeyId,
    secretKey: ['A3', secretKeyId, ...groups].join('-'),
    srpPrivateKeyHex: randomBytes(32).toString('hex'),
    saltBase64: randomBytes(16).toString('base64url'),
    unlockKeyBase64: newKey(),
    deviceId: newOpaqueId(),
    throttle: { seed: randomBytes(32).toString('hex'), uuid: newOpaqueId().toUpperCase() },
  };
}

function secretKeyText(length: number): string {
  const bytes = randomBytes(length);
  return Array.from(bytes, (byte) => SECRET_KEY_ALPHABET.charAt(byte % SECRET_KEY_ALPHABET.length)).join('');
}

function newKey(): string {
  return randomBytes(32).toString('base64url');
}

function symmetricJwk(kid: string, k: string): object {
  return { alg: 'A256GCM', ext: true, k, key_ops: ['decrypt', 'encrypt'], kty: 'oct', kid };
}

function rsaJwk(kid: string, use: 'encrypt' | 'decrypt'): object {
  return { alg: 'RSA-OAEP', ext: true, key_ops: [use], kid };
}
