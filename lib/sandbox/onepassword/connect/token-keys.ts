import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { z } from 'zod';
import type { Account } from '../store/account';
import { newOpaqueId } from '../store/opaque-id';

const issuedSchema = z.strictObject({ id: z.string(), account: z.string(), token: z.string() });

export const tokenKeysContentSchema = z.strictObject({
  serverId: z.string(),
  keyId: z.string(),
  privateKeyPem: z.string(),
  /** Oldest first. Earlier tokens of an account go on working, as they do until someone revokes them. */
  issued: z.array(issuedSchema),
});
export type TokenKeysContent = z.infer<typeof tokenKeysContentSchema>;

const claimsSchema = z.looseObject({
  jti: z.string(),
  exp: z.number().optional(),
  '1password.com/vts': z.array(z.looseObject({ u: z.string(), a: z.number() })),
});
export interface ConnectClaims {
  tokenId: string;
  expiresAtSeconds: number | undefined;
  /** Vault id to permission bits, fixed when the token was issued. */
  vaults: ReadonlyMap<string, number>;
}

/** A read-write token observed in the field carried these bits, which do not include "delete" (512). */
const CLAIMABLE = 16 + 32 + 64 + 128 + 256;

/**
 * The Connect server's identity and the bearer tokens it has given out: JWTs signed with ES256 whose payload has the
 * members of a real one. A token's grants stay what they were when it was issued; what it can do is never more than
 * the account may do now.
 */
export class TokenKeys {
  readonly #privateKey;
  readonly #publicKey;

  constructor(readonly content: TokenKeysContent = newContent()) {
    this.#privateKey = createPrivateKey(content.privateKeyPem);
    this.#publicKey = createPublicKey(this.#privateKey);
  }

  /** The latest token of the account; the first call issues it. */
  token(account: Account, nowMs: number): string {
    const latest = this.content.issued.findLast((one) => one.account === account.name);
    return latest?.token ?? this.issue(account, nowMs, undefined);
  }

  issue(account: Account, nowMs: number, lifetimeSeconds: number | undefined): string {
    const id = newOpaqueId();
    const issuedAt = Math.floor(nowMs / 1000);
    const token = this.#signed({
      '1password.com/auuid': this.content.serverId.toUpperCase(),
      '1password.com/token': randomBytes(24).toString('base64url'),
      '1password.com/fts': ['vaultaccess'],
      '1password.com/vts': Object.entries(account.grants).map(([u, bits]) => ({ u, a: bits & CLAIMABLE })),
      aud: ['com.1password.connect'],
      sub: this.content.serverId.toUpperCase(),
      iat: issuedAt,
      ...(lifetimeSeconds === undefined ? {} : { exp: issuedAt + lifetimeSeconds }),
      iss: 'com.1password.b5',
      jti: id,
    });
    this.content.issued.push({ id, account: account.name, token });
    return token;
  }

  /** Undefined when the token is none of this server's, or was changed on the way. */
  verified(token: string): ConnectClaims | undefined {
    const [header, payload, signature, ...rest] = token.split('.');
    if (!header || !payload || !signature || rest.length > 0) return undefined;
    const signed = Buffer.from(`${header}.${payload}`);
    const key = { key: this.#publicKey, dsaEncoding: 'ieee-p1363' as const };
    if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) return undefined;
    const claims = claimsSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    const vaults = new Map(claims['1password.com/vts'].map(({ u, a }) => [u.toLowerCase(), a]));
    return { tokenId: claims.jti, expiresAtSeconds: claims.exp, vaults };
  }

  accountOf(tokenId: string): string | undefined {
    return this.content.issued.find((one) => one.id === tokenId)?.account;
  }

  /** Back to the first token of each of these accounts. */
  forgetAllBut(names: string[]): void {
    const { issued } = this.content;
    this.content.issued = names.flatMap((name) => issued.find((one) => one.account === name) ?? []);
  }

  #signed(payload: object): string {
    const header = { alg: 'ES256', typ: 'JWT', kid: this.content.keyId };
    const signed = [header, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    // JWS wants the two numbers of the signature side by side (RFC 7518 section 3.4), not OpenSSL's DER.
    const signature = sign('sha256', Buffer.from(signed), {
      key: this.#privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return `${signed}.${signature.toString('base64url')}`;
  }
}

function newContent(): TokenKeysContent {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    serverId: newOpaqueId(),
    keyId: newOpaqueId(),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    issued: [],
  };
}
