import { z } from 'zod';
import { Secret } from '@/lib/kernel/secret';

/** What a token says about itself. Not verified: only the Connect server knows the key it was signed with. */
export interface ConnectClaims {
  /** Vault id to the bits of 1Password's permissions; null when the token names no vaults. */
  vaults: ReadonlyMap<string, number> | null;
  /** Milliseconds since the epoch; null for a token without an end. */
  expiresAt: number | null;
}

export type InspectedConnectToken =
  | { ok: true; token: Secret; claims: ConnectClaims }
  | { ok: false; reason: ConnectTokenFault; message: string; hint: string };

export type ConnectTokenFault = 'empty' | 'wrong_prefix' | 'truncated' | 'not_a_connect_token';

const MAX_LENGTH = 16_384;

const headerSchema = z.object({ alg: z.string() });
const payloadSchema = z.object({
  aud: z.union([z.string(), z.array(z.string())]).nullish(),
  exp: z.number().nullish(),
  '1password.com/vts': z
    .array(z.object({ u: z.string(), a: z.number().int() }))
    .nullish()
    .catch(null),
});

/**
 * Looks at a pasted Connect token, a JWT, without any network.
 *
 * Promises: line breaks and blanks of a paste are removed; an answer carries the vaults and the expiry and nothing else
 * of the payload, which holds key material. Whether the token is revoked only the server knows.
 */
export function inspectConnectToken(text: string): InspectedConnectToken {
  const token = text.replace(/[\s\u200b]+/g, '');
  if (token === '')
    return fault('empty', 'No token was given.', 'Paste the access token of the Connect server.');
  if (!token.startsWith('eyJ')) return wrongPrefix(token);
  if (token.length > MAX_LENGTH || !/^[A-Za-z0-9_.-]+$/.test(token)) return notAToken();
  const [header = '', payload = '', signature = '', ...surplus] = token.split('.');
  if (surplus.length > 0) return notAToken();
  if (payload === '' || signature === '') return truncated();
  const claims = payloadSchema.safeParse(decoded(payload));
  if (!headerSchema.safeParse(decoded(header)).success || !claims.success || !isForConnect(claims.data.aud)) {
    return notAToken();
  }
  const { exp, '1password.com/vts': grants } = claims.data;
  return {
    ok: true,
    token: Secret.of(token),
    claims: {
      vaults: grants ? new Map(grants.map(({ u, a }) => [u.toLowerCase(), a])) : null,
      expiresAt: exp == null ? null : exp * 1000,
    },
  };
}

/** The Events API has tokens of the same shape, whose audience is another. */
function isForConnect(audience: string | string[] | null | undefined): boolean {
  return audience == null || [audience].flat().includes('com.1password.connect');
}

function wrongPrefix(token: string): InspectedConnectToken {
  const message = 'An access token of a Connect server starts with eyJ.';
  const hint = token.startsWith('ops_')
    ? 'This looks like a service account token: choose the service account mode instead.'
    : 'Copy the token alone, without quotes, "Bearer" or a variable name in front of it.';
  return fault('wrong_prefix', message, hint);
}

function truncated(): InspectedConnectToken {
  const hint = 'Copy the whole token; it has three parts with a dot between them.';
  return fault('truncated', 'The token is cut off at its end.', hint);
}

function notAToken(): InspectedConnectToken {
  const hint = 'Copy the token again from 1Password, or create a new one for this Connect server.';
  return fault('not_a_connect_token', 'This is not an access token of a Connect server.', hint);
}

function fault(reason: ConnectTokenFault, message: string, hint: string): InspectedConnectToken {
  return { ok: false, reason, message, hint };
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
