import type { Context } from 'hono';
import { SecretSet } from '@/lib/redaction/secret-set';
import type { ApiEnv } from './api-env';

/** Members whose values are secrets on the way in, by their names. */
const SECRET_NAME = /pass|secret|token|key|code|user_?name/i;
/** Shorter ones are words, which a refusal needs. */
const SHORTEST = 6;

/** The key or the session that a request came with. */
export function sentCredentials(c: Context<ApiEnv>): string[] {
  const key = c.req.header('cc-key');
  const sessions = sessionCookies(c.req.header('cookie') ?? '');
  return key === undefined ? sessions : [key, ...sessions];
}

/** Values of the cookies that are about a session. */
export function sessionCookies(header: string): string[] {
  const cookies = header.split(';').filter((cookie) => /session/i.test(cookie));
  return cookies.map((cookie) => decoded(cookie.slice(cookie.indexOf('=') + 1).trim()));
}

/**
 * All that a caller sent and that must not come back in a refusal, which may be shown to someone else or be kept. Only
 * its own: that a word is another workspace's password is nothing to be told by its absence (ADR 14).
 */
export async function sentSecrets(c: Context<ApiEnv>): Promise<SecretSet> {
  const set = new SecretSet({ shortest: SHORTEST });
  for (const credential of sentCredentials(c)) set.hide(credential);
  // Only a body that was read already: what nobody looked at cannot be quoted.
  const { bodyCache } = c.req;
  if (bodyCache.json !== undefined || bodyCache.text !== undefined)
    hideMembers(await c.req.json().catch(() => null), set);
  return set;
}

/** Without recursion: a body that was refused for its depth comes here too. */
function hideMembers(body: unknown, set: SecretSet): void {
  const found: Array<{ value: unknown; secret: boolean }> = [{ value: body, secret: false }];
  for (let next = found.pop(); next; next = found.pop()) {
    const { value, secret } = next;
    if (typeof value === 'string' && secret) set.hide(value);
    if (value === null || typeof value !== 'object') continue;
    for (const [name, member] of Object.entries(value)) {
      found.push({ value: member, secret: secret || SECRET_NAME.test(name) });
    }
  }
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
