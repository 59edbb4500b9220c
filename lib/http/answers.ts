import { randomUUID } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
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

const JSON_TYPE = { 'content-type': 'application/json' };

/** Every answer, whoever makes it: the headers above, the id of its request, and where its key stands (rate-limit.ts). */
export const answers: MiddlewareHandler<ApiEnv> = async (c, next) => {
  c.set('requestId', requestIdOf(c));
  const light = answerLightly(c);
  await next();
  if (c.res !== light.whole) complete(c, c.res);
};

/** With the headers of every answer: also for what is answered in place of one that failed. */
export function complete(c: Context<ApiEnv>, answer: Response): Response {
  for (const [name, value] of Object.entries(headersOf(c))) answer.headers.set(name, value);
  return answer;
}

/** The caller's own, where it may stand in a log; else a new one. */
function requestIdOf(c: Context<ApiEnv>): string {
  const sent = c.req.header('x-request-id');
  return sent !== undefined && /^[\w\-=]{1,64}$/.test(sent) ? sent : randomUUID();
}

function headersOf(c: Context<ApiEnv>, more: Record<string, string> = {}): Record<string, string> {
  return { 'x-request-id': c.get('requestId'), ...HEADERS, ...c.get('rateLimit'), ...more };
}

/**
 * Answers in JSON as @hono/node-server's own kind of `Response`, which it writes to the socket as the text that it is. The
 * platform's makes a stream of it first, and that is a fifth of what a short request costs.
 *
 * One that has no headers of its own is whole at once: its headers go to Node as the plain object that Node takes,
 * where the platform's `Headers` takes as long as the rest of the answer.
 */
function answerLightly(c: Context<ApiEnv>): { whole: Response | null } {
  const { json, header } = c;
  const light: { whole: Response | null } = { whole: null };
  let hasOwnHeaders = false;
  const noting: typeof header = (...args) => {
    hasOwnHeaders = true;
    header(...args);
  };
  const answer = (...args: Parameters<typeof json>) => {
    const [value, status] = args;
    if (hasOwnHeaders || args.length > 2 || typeof status !== 'number')
      return inPlace(LightResponse, () => json(...args));
    const headers = headersOf(c, JSON_TYPE);
    light.whole = new LightResponse(JSON.stringify(value), { status, headers });
    return light.whole;
  };
  c.header = noting;
  c.json = answer as typeof json;
  return light;
}

const LightResponse = lightResponse();

/**
 * The library offers its kind only in place of the global one, for everybody in the process. Next compares with the global
 * one (`instanceof`), so here it is in its place for as long as one answer is being made, which nothing can come between.
 */
function lightResponse(): typeof Response {
  const platform = { Request, Response };
  getRequestListener(() => new Response(), { overrideGlobalObjects: true });
  const light = globalThis.Response;
  Object.defineProperty(globalThis, 'Request', { value: platform.Request });
  Object.defineProperty(globalThis, 'Response', { value: platform.Response });
  return light;
}

function inPlace<T>(response: typeof Response, make: () => T): T {
  const platform = globalThis.Response;
  globalThis.Response = response;
  try {
    return make();
  } finally {
    globalThis.Response = platform;
  }
}
