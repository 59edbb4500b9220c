import { createRoute } from '@hono/zod-openapi';
import { webhookReplay } from '@/lib/contract/webhook';
import { replayRunEvents } from '@/lib/webhooks/replay-run-events';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams, ok } from './describe-route';

export function wireWebhookRoutes({ services, authenticate }: ApiContext) {
  const replay = createRoute({
    method: 'post',
    path: '/webhooks/{id}/replay',
    'x-permission': 'runs:write',
    summary: 'Send again what a run has told webhooks',
    tags: ['CloudCruise'],
    middleware: [authenticate.key],
    request: { params: idParams },
    responses: ok(webhookReplay),
  });

  return newRoutes().openapi(replay, async (c) => {
    return c.json(await replayRunEvents(services, c.get('actor'), c.req.valid('param').id), 200);
  });
}
