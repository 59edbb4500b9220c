import type { RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './api-env';

type Security = NonNullable<RouteConfig['security']>;

const known = new WeakMap<object, Security>();

/** What a middleware takes as proof of who calls, said where it is made, so that the document cannot say otherwise. */
export function takes(security: Security, middleware: MiddlewareHandler<ApiEnv>): MiddlewareHandler<ApiEnv> {
  known.set(middleware, security);
  return middleware;
}

/** A route without any of them is for everyone. */
export function withSecurity<Route extends RouteConfig>(route: Route): Route {
  const chain: unknown[] = [route.middleware ?? []].flat();
  const security = chain.flatMap((step) => (typeof step === 'function' ? (known.get(step) ?? []) : []));
  return { ...route, security };
}
