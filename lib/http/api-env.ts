import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { ZodError } from 'zod';
import type { Actor } from '@/lib/access/actor';
import type { Person } from '@/lib/access/person';
import { nearestIssues } from '@/lib/contract/nearest-issues';
import { type FieldError, fieldProblem, Problem, problemCode } from '@/lib/contract/problem';
import { type AnswerOnce, withIdempotency } from './idempotency';
import { inOneStep } from './one-step';
import { onOwnSurface } from './own-surface';
import { withPermission } from './permission';
import { withSecurity } from './route-security';

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
 * A resource's routes. What does not fit a schema is refused alike everywhere; on our own surface that includes fields
 * which the schema does not have (own-surface.ts). What a route says its caller must be allowed is asked first
 * (permission.ts), and what was answered under an idempotency key is not done again (idempotency.ts).
 */
export function newRoutes(): OpenAPIHono<ApiEnv> {
  const routes = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      // An address with a malformed id is an address of nothing.
      if (result.target === 'param') throw new Problem('not_found');
      throw fieldProblem(fieldErrors(result.error));
    },
  });
  const define: typeof routes.openapi = routes.openapi;
  routes.openapi = (route, handler, hook) => define(routeRules(route), handler, hook);
  return routes;
}

/** What holds for every route, in the order in which a request meets it. */
function routeRules<Route extends RouteConfig>(route: Route): Route {
  return inOneStep(withIdempotency(withPermission(onOwnSurface(withSecurity(route)))));
}

/** Zod's words are about shapes and limits; they do not quote the value. A rule may bring a code of its own. */
function fieldErrors(error: ZodError): FieldError[] {
  return nearestIssues(error.issues).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownField([...issue.path, shortened(key)].join('.')))
      : {
          field: issue.path.join('.'),
          message: isMissing(issue) ? 'Is missing' : issue.message,
          code: issue.code === 'custom' ? problemCode.safeParse(issue.params?.problem).data : undefined,
        },
  );
}

/** Zod says of what is not there that it is of another type, `undefined`. */
function isMissing({ code, message }: ZodError['issues'][number]): boolean {
  return (
    code === 'invalid_type' && message.startsWith('Invalid input') && message.endsWith('received undefined')
  );
}

function unknownField(field: string): FieldError {
  return { field, message: 'There is no such field', code: 'unknown_field' };
}

/** The one thing of a refusal that the caller worded. */
function shortened(key: string): string {
  return key.length > 60 ? `${key.slice(0, 60)}…` : key;
}
