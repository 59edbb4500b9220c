import { createRoute } from '@hono/zod-openapi';
import { caller } from '@/lib/contract/caller';
import { describeCaller } from '@/lib/resolver/describe-caller';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { ok } from './describe-route';

/** `latchkey whoami`. Any key may know what it is. */
export function callerRoutes({ services, authenticate }: ApiContext) {
  const read = createRoute({
    method: 'get',
    path: '/api/v1/caller',
    summary: 'What the key that asks is, and what it may do',
    tags: ['resolve'],
    middleware: [authenticate.key],
    responses: ok(caller),
  });

  return newRoutes().openapi(read, async (c) => c.json(await describeCaller(services, c.get('actor')), 200));
}
