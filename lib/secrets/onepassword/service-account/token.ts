import { z } from 'zod';
import { Secret } from '@/lib/kernel/secret';

export type InspectedToken =
  | { ok: true; token: Secret; signInHost: string; signInAddress: string; email: string }
  | { ok: false; reason: TokenFault; message: string; hint: string };

export type TokenFault = 'empty' | 'wrong_prefix' | 'truncated' | 'not_a_service_account_token';

const PREFIX = 'ops_';

/** Every member that the SDK's core demands; tokens have more, which nobody has to know. */
const contentSchema = z.object({
  signInAddress: z.string().min(1),
  userAuth: z.object({ method: z.string(), alg: z.string(), iterations: z.number(), salt: z.string() }),
  email: z.string().includes('@'),
  srpX: z.string().regex(/^[0-9a-f]+$/i),
  muk: z.object({ alg: z.string(), k: z.string(), kid: z.string() }),
  secretKey: z.string().min(1),
  deviceUuid: z.string().min(1),
});

/**
 * Looks at a pasted service-account token without any network.
 *
 * Promises: line breaks and blanks of a paste are removed; an answer carries the account's host and e-mail address and
 * nothing else of the token, all of which is key material. Whether the token is revoked only 1Password knows.
 */
export function inspectServiceAccountToken(text: string): InspectedToken {
  const token = text.replace(/[\s\u200b]+/g, '');
  if (token === '') return fault('empty', 'No token was given.', 'Paste the token that starts with ops_.');
  if (!token.startsWith(PREFIX)) return wrongPrefix(token);
  const encoded = token.slice(PREFIX.length);
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(encoded)) return notAToken();
  const json = Buffer.from(encoded, 'base64').toString('utf8');
  const content = parseJson(json);
  if (content === undefined) return json === '' || json.startsWith('{"') ? truncated() : notAToken();
  const parsed = contentSchema.safeParse(content);
  if (!parsed.success) return notAToken();
  const { signInAddress, email } = parsed.data;
  return { ok: true, token: Secret.of(token), signInHost: hostOf(signInAddress), signInAddress, email };
}

function fault(reason: TokenFault, message: string, hint: string): InspectedToken {
  return { ok: false, reason, message, hint };
}

function wrongPrefix(token: string): InspectedToken {
  const message = 'A service account token starts with ops_.';
  if (token.startsWith('eyJ')) {
    return fault(
      'wrong_prefix',
      message,
      'This looks like a Connect token: choose the Connect mode instead.',
    );
  }
  if (/^A3-/.test(token)) {
    return fault(
      'wrong_prefix',
      message,
      'This looks like an account secret key, which must not be pasted here.',
    );
  }
  return fault(
    'wrong_prefix',
    message,
    'Copy the token alone, without quotes or a variable name in front of it.',
  );
}

function truncated(): InspectedToken {
  const hint = 'Copy the whole token; it has about 850 characters.';
  return fault('truncated', 'The token is cut off at its end.', hint);
}

function notAToken(): InspectedToken {
  const hint = 'Copy the token again from 1Password, or create a new one for this service account.';
  return fault('not_a_service_account_token', 'This is not a complete service account token.', hint);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hostOf(signInAddress: string): string {
  return signInAddress.replace(/^https?:\/\//i, '').replace(/\/.*$/, '');
}
