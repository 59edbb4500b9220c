import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './api-env';

/**
 * Answers hold what only their reader may see: nothing on the way keeps them. And no browser takes one for a page: the
 * policy allows nothing, should someone open an address of the API in a tab.
 */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

export const answerHeaders: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
  // Again, for an answer that was made elsewhere and came whole (Better Auth's).
  c.res.headers.set('x-request-id', c.get('requestId'));
};
