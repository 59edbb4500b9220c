import type { MiddlewareHandler } from 'hono';
import { refusal, type ServiceAccountDeps, type ServiceAccountEnv } from './context';
import { verifiedCounter } from './request-mac';

/**
 * Lets a request pass only when a live session signed it, its counter is new and its account is not revoked.
 * Everything else is a 401, to which the SDK answers with one sign-in and one repetition.
 */
export function signedRequest(deps: ServiceAccountDeps): MiddlewareHandler<ServiceAccountEnv> {
  return async (c, next) => {
    const session = deps.sessions.find(c.req.header('x-agilebits-session-id'));
    const account = deps.store.account(session?.account ?? '');
    if (!session?.exchange || !session.confirmed || !account || account.revoked) {
      return refusal(c, 401, 'no such session');
    }
    const { sessionKey } = session.exchange;
    const request = { sessionId: session.id, sessionKey, method: c.req.method, url: c.req.url };
    const counter = verifiedCounter(request, c.req.header('x-agilebits-mac'));
    if (counter === undefined) return refusal(c, 401, 'wrong signature');
    if (session.seenCounters.has(counter)) return refusal(c, 401, 'repeated request');
    session.seenCounters.add(counter);
    c.set('signed', { session, sessionKey, account });
    await next();
    return undefined;
  };
}

/** A signed request that also counts against the token's hourly limits; see hourly-budget.ts. */
export function countedRequest(deps: ServiceAccountDeps): MiddlewareHandler<ServiceAccountEnv> {
  const signed = signedRequest(deps);
  return (c, next) =>
    signed(c, async () => {
      const kind = c.req.method === 'PATCH' ? 'writes' : 'reads';
      const { account } = c.get('signed');
      if (deps.budget.take(account.name, kind)) await next();
      else c.res = refusal(c, 429, 'hourly limit reached');
    });
}
