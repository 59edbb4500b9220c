import { createHash } from 'node:crypto';
import type { RouteConfig } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler, Next } from 'hono';
import { fieldProblem, Problem } from '@/lib/contract/problem';
import { claimRequest } from '@/lib/idempotency/claim-request';
import { keepAnswer, releaseClaim } from '@/lib/idempotency/end-claim';
import type { KeptAnswer } from '@/lib/idempotency/kept-request';
import { describeError } from '@/lib/log';
import type { WebServices } from '@/lib/web-services';
import { tookTooLong } from './answer-limit';
import type { ApiEnv } from './api-env';

export const IDEMPOTENCY_KEY = 'idempotency-key';
/** Says on an answer that it was given before (as Stripe does; the draft names no header for it). */
export const REPLAYED = 'idempotency-replayed';

/** Headers that belong to what was answered; all others are of the request that asks now. */
const KEPT_HEADERS = ['content-type', 'etag', 'location'];

export type AnswerOnce = (c: Context<ApiEnv>, next: Next) => Promise<Response | undefined>;

type Services = Pick<WebServices, 'db' | 'keys' | 'clock' | 'log'>;

/**
 * `Idempotency-Key` on whatever changes something (draft-ietf-httpapi-idempotency-key-header), for every route with an
 * actor. A refusal changed nothing, so its key is free again; what went wrong unforeseen is kept as the answer, because
 * nobody knows what of it was done.
 */
export function idempotency(services: Services): AnswerOnce {
  return async (c, next) => {
    const key = readIdempotencyKey(c.req.header(IDEMPOTENCY_KEY));
    if (key === undefined) {
      await next();
      return undefined;
    }
    const actor = c.get('actor');
    const claim = await claimRequest(services, actor, { key, fingerprint: await fingerprintOf(c) });
    if (claim.kind === 'answered') return replay(c, claim.answer);
    await next();
    // The claim ends with its lease, and who asks again is told that the first request was cut off.
    if (tookTooLong(c.error)) return undefined;
    const end = isRefusal(c)
      ? releaseClaim(services, actor, claim.id)
      : keepAnswer(services, actor, claim.id, await answerOf(c.res));
    // What was done is done: the caller is told, and a repetition will be told that it was cut off.
    await end.catch((error: unknown) =>
      services.log.error(describeError(error), 'the end of a request with an idempotency key was not kept'),
    );
    return undefined;
  };
}

/** On a route whose answer must not be kept, sealed or not: values of entries, and one-time codes above all. */
export const NEVER_KEPT = { 'x-never-kept': true } as const;

/** Behind who calls and whether they may: what was answered once is given again only to who may still ask for it. */
export function withIdempotency<Route extends RouteConfig>(route: Route): Route {
  if (!changes(route.method.toUpperCase())) return route;
  const neverKept = 'x-never-kept' in route;
  const once: MiddlewareHandler<ApiEnv> = (c, next) => {
    if (c.get('actor') && !neverKept) return c.get('answerOnce')(c, next);
    refuseKey(c);
    return next();
  };
  return { ...route, middleware: [...[route.middleware ?? []].flat(), once] };
}

/**
 * Without an actor there is no workspace to keep an answer in, and some answers may not be kept; ignoring the header
 * would be a false promise.
 */
function refuseKey(c: Context<ApiEnv>): void {
  if (c.req.header(IDEMPOTENCY_KEY) === undefined) return;
  throw fieldProblem([{ field: IDEMPOTENCY_KEY, message: 'This address takes none; leave it out' }]);
}

function changes(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/** A structured string in quotes, as the draft has it, or the bare text that most clients send. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const key = /^"(.*)"$/.exec(text)?.[1] ?? text;
  if (/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(key)) return key;
  throw fieldProblem([
    { field: IDEMPOTENCY_KEY, message: 'Send 1 to 200 visible ASCII characters, such as a random UUID' },
  ]);
}

async function fingerprintOf(c: Context<ApiEnv>): Promise<Buffer> {
  const { pathname, search } = new URL(c.req.url);
  const parts = [c.req.method, pathname + search, c.req.header('if-match') ?? '', await c.req.text()];
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

function isRefusal(c: Context<ApiEnv>): boolean {
  return c.error instanceof Problem || (c.res.status >= 400 && c.res.status < 500);
}

async function answerOf(response: Response): Promise<KeptAnswer> {
  const headers = KEPT_HEADERS.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    status: response.status,
    headers: Object.fromEntries(headers),
    body: await response.clone().text(),
  };
}

function replay(c: Context<ApiEnv>, { status, headers, body }: KeptAnswer): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  c.header(REPLAYED, 'true');
  return c.newResponse(body === '' ? null : body, new Response(null, { status }));
}
