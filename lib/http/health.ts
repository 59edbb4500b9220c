import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { requireReachable } from '@/lib/access/reachability-store';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';

const state = z.object({ status: z.enum(['ok', 'unavailable']) });
const answer = (description: string) => ({ description, content: { 'application/json': { schema: state } } });

/** Live: this process answers. Ready: it also reaches the database, so requests may be sent here. */
export function healthRoutes({ services }: Pick<ApiContext, 'services'>) {
  const live = createRoute({
    method: 'get',
    path: '/healthz',
    summary: 'Is the process up?',
    tags: ['operations'],
    responses: { 200: answer('It is.') },
  });
  const ready = createRoute({
    method: 'get',
    path: '/readyz',
    summary: 'Does the process reach the database?',
    tags: ['operations'],
    responses: { 200: answer('It does.'), 503: answer('It does not.') },
  });

  return newRoutes()
    .openapi(live, (c) => c.json({ status: 'ok' as const }, 200))
    .openapi(ready, async (c) => {
      const reached = await requireReachable(services.db).then(
        () => true,
        () => false,
      );
      return reached
        ? c.json({ status: 'ok' as const }, 200)
        : c.json({ status: 'unavailable' as const }, 503);
    });
}
