import type { RouteConfig } from '@hono/zod-openapi';
import { z } from 'zod';
import { strictSchema } from './strict-schema';

const OWN = '/api/v1/';

/**
 * Our own surface refuses what it does not know, in the body and in the query. CloudCruise's wire does not: its client
 * may send more than we know of, today or in its next version, and what it sends beside the point is ignored.
 */
export function onOwnSurface<Route extends RouteConfig>(route: Route): Route {
  if (!route.path.startsWith(OWN) || !route.request) return route;
  const { body, query } = route.request;
  return {
    ...route,
    request: {
      ...route.request,
      ...(body ? { body: { ...body, content: strictContent(body.content) } } : {}),
      ...(query ? { query: strictQuery(query) } : {}),
    },
  };
}

type Content = NonNullable<NonNullable<RouteConfig['request']>['body']>['content'];

function strictContent(content: Content): Content {
  const entries = Object.entries(content).map(([type, media]) => {
    const schema = media && 'schema' in media ? media.schema : undefined;
    return [type, schema instanceof z.ZodType ? { ...media, schema: strictSchema(schema) } : media];
  });
  return Object.fromEntries(entries);
}

/** EventSource and <img> name the workspace there (authenticate.ts). */
function strictQuery<Query>(query: Query): Query | z.core.$ZodType {
  return query instanceof z.ZodObject
    ? strictSchema(query.extend({ workspace: z.string().max(100).optional() }))
    : query;
}
