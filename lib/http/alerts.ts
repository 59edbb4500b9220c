import { createRoute } from '@hono/zod-openapi';
import { dismissAlert } from '@/lib/alerts/dismiss-alert';
import { listAlerts } from '@/lib/alerts/list-alerts';
import { alert, listAlertsQuery } from '@/lib/contract/alert';
import { pageOf } from '@/lib/contract/paging';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams, ok } from './describe-route';

const PATH = '/api/v1/alerts';

export function alertRoutes({ services, authenticate }: ApiContext) {
  const common = { tags: ['rotations'], middleware: [authenticate.member] };
  const list = createRoute({
    ...common,
    method: 'get',
    path: PATH,
    'x-permission': 'rotations:read',
    summary: 'What a person should know of rotations, newest first',
    request: { query: listAlertsQuery },
    responses: ok(pageOf(alert)),
  });
  const dismiss = createRoute({
    ...common,
    method: 'post',
    path: `${PATH}/{id}/dismiss` as const,
    'x-permission': 'rotations:write',
    summary: 'Take an alert off the list',
    request: { params: idParams },
    responses: ok(alert),
  });
  return newRoutes()
    .openapi(list, async (c) => {
      return c.json(await listAlerts(services, c.get('actor'), c.req.valid('query')), 200);
    })
    .openapi(dismiss, async (c) => {
      return c.json(await dismissAlert(services, c.get('actor'), c.req.valid('param').id), 200);
    });
}
