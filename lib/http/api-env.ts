import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Actor } from '@/lib/access/actor';
import type { Person } from '@/lib/access/person';
import { type AnswerOnce, withIdempotency } from './idempotency';
import { inOneStep } from './one-step';
import { onOwnSurface } from './own-surface';
import { withPermission } from './permission';
import { withSecurity } from './route-security';
import { refuseInput, withValidInput } from './valid-input';

/** What the chain in front of a handler leaves for it: see authenticate.ts. */
export interface ApiEnv {
  /** Node's request, when our own server took it; absent when a Next route handler hands over. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    /** Headers that say where the key stands which asks: rate-limit.ts. */
    rateLimit: Record<string, string> | undefined;
    /** Set behind `member` and `key`. */
    actor: Actor;
    /** For routes that change something: idempotency.ts. */
    answerOnce: AnswerOnce;
    /** Set behind `person`. */
    person: Person;
  };
}

/**
 * A resource's routes. In the order in which a request meets it: what a route says its caller must be allowed is asked
 * (permission.ts); what does not fit a schema is refused alike everywhere, on our own surface also fields which the schema
 * does not have (own-surface.ts); and what was answered under an idempotency key is not done again (idempotency.ts).
 */
export function newRoutes(): OpenAPIHono<ApiEnv> {
  const routes = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) refuseInput(result.target, result.error.issues);
    },
  });
  const define: typeof routes.openapi = routes.openapi;
  routes.openapi = (route, handler, hook) => {
    const asked = withPermission(onOwnSurface(withSecurity(route)));
    document(routes, asked);
    // What is not valid claims no idempotency key.
    return define({ ...inOneStep(withIdempotency(withValidInput(asked))), hide: true }, handler, hook);
  };
  return routes;
}

/** As it is, with what `withValidInput` takes upon itself. */
function document(routes: OpenAPIHono<ApiEnv>, { middleware: _, hide, ...route }: RouteConfig): void {
  if (!hide) routes.openAPIRegistry.registerPath(route);
}
