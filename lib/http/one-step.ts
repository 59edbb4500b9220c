import type { RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler, Next } from 'hono';
import type { ApiEnv } from './api-env';

/**
 * The middleware of a route as one. Each costs a short request as many promises as its answer (docs/adr/0026); in here one
 * that ends with `return next()` costs none.
 */
export function inOneStep<Route extends RouteConfig>(route: Route): Route {
  const chain: MiddlewareHandler<ApiEnv>[] = [route.middleware ?? []].flat();
  const middleware: MiddlewareHandler<ApiEnv> = (c, next) => {
    const from = (index: number): ReturnType<MiddlewareHandler> => {
      const step = chain[index];
      // What a step answers with is the answer of the one before it, which returns what `next` gives it.
      return step ? step(c, (() => from(index + 1)) as Next) : next();
    };
    return from(0);
  };
  return { ...route, middleware };
}
