import type { RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { requirePermission } from '@/lib/access/actor';
import { permission } from '@/lib/contract/workspace';
import type { ApiEnv } from './api-env';

/** How a route definition, and with it the document, says what its caller must be allowed. */
const EXTENSION = 'x-permission';

/**
 * Asked before a body is read: who may not, learns nothing about what would have been valid. The use case behind asks
 * again, since it has other doors. A word that is no permission stops the process at its start.
 */
export function withPermission<Route extends RouteConfig>(route: Route): Route {
  const word: unknown = route[EXTENSION];
  if (word === undefined) return route;
  const needed = permission.parse(word);
  const check: MiddlewareHandler<ApiEnv> = (c, next) => {
    requirePermission(c.get('actor'), needed);
    return next();
  };
  return { ...route, middleware: [...[route.middleware ?? []].flat(), check] };
}
