import type { Context } from 'hono';
import { Problem } from '@/lib/contract/problem';
import type { ApiEnv } from './api-env';

/**
 * A browser adds the session cookie to requests that other sites make it send. So what changes something must come
 * from our own pages: the browser's word for it is `Origin`, or `Sec-Fetch-Site` where it sends no origin.
 * Keys need no such rule: no site can make a browser send the header `cc-key` without asking us first (CORS).
 */
export type RequireSameOrigin = (c: Context<ApiEnv>) => void;

export function sameOriginRule(origins: readonly string[]): RequireSameOrigin {
  const own = new Set(origins.map((origin) => new URL(origin).origin));
  return (c) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return;
    const origin = c.req.header('origin');
    const site = c.req.header('sec-fetch-site');
    const same = origin === undefined ? site === 'same-origin' : own.has(origin);
    if (!same) {
      throw new Problem('origin_refused', {
        hint: 'Open the product under its own address, or use an API key in the header cc-key.',
      });
    }
  };
}
