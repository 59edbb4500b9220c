import { createRoute } from '@hono/zod-openapi';
import { pageOf, pageQuery } from '@/lib/contract/paging';
import { newestFirst, pageOfAll } from '@/lib/contract/read-cursor';
import {
  createdWebhook,
  createWebhook,
  listDeliveriesQuery,
  updateWebhook,
  webhook,
  webhookDelivery,
} from '@/lib/contract/webhook';
import { createWebhook as create } from '@/lib/webhooks/create-webhook';
import { deleteWebhook } from '@/lib/webhooks/delete-webhook';
import { listDeliveries } from '@/lib/webhooks/list-deliveries';
import { listWebhooks } from '@/lib/webhooks/list-webhooks';
import { replayDelivery } from '@/lib/webhooks/replay-delivery';
import { testWebhook } from '@/lib/webhooks/test-webhook';
import { updateWebhook as update } from '@/lib/webhooks/update-webhook';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, idParams, jsonBody, mayRefuse, noContent, ok } from './describe-route';

const PATH = '/api/v1/webhooks';

export function webhookRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  return newRoutes()
    .openapi(routes.list, async (c) => {
      const all = await listWebhooks(services, c.get('actor'));
      return c.json(pageOfAll('webhooks', all, c.req.valid('query'), newestFirst), 200);
    })
    .openapi(routes.create, async (c) => {
      const { webhook: made, secret } = await create(services, c.get('actor'), c.req.valid('json'));
      return c.json({ ...made, secret: secret.reveal() }, 201);
    })
    .openapi(routes.update, async (c) => {
      const input = { id: c.req.valid('param').id, change: c.req.valid('json') };
      return c.json(await update(services, c.get('actor'), input), 200);
    })
    .openapi(routes.remove, async (c) => {
      await deleteWebhook(services, c.get('actor'), c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(routes.test, async (c) => {
      return c.json(await testWebhook(services, c.get('actor'), c.req.valid('param').id), 200);
    })
    .openapi(routes.deliveries, async (c) => {
      const input = { id: c.req.valid('param').id, query: c.req.valid('query') };
      return c.json(await listDeliveries(services, c.get('actor'), input), 200);
    })
    .openapi(routes.replay, async (c) => {
      const { id, delivery_id: deliveryId } = c.req.valid('param');
      return c.json(await replayDelivery(services, c.get('actor'), { id, deliveryId }), 200);
    });
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { tags: ['webhooks'], middleware: [member], 'x-permission': 'webhooks:admin' as const };
  const one = { ...common, path: `${PATH}/{id}` as const, request: { params: idParams } };
  return {
    list: createRoute({
      ...common,
      method: 'get',
      path: PATH,
      summary: 'Webhooks of the workspace, without their secrets',
      request: { query: pageQuery },
      responses: ok(pageOf(webhook)),
    }),
    create: createRoute({
      ...common,
      method: 'post',
      path: PATH,
      summary: 'Add a webhook; this answer alone shows its secret',
      ...mayRefuse('address_refused'),
      request: { body: jsonBody(createWebhook) },
      responses: created(createdWebhook),
    }),
    update: createRoute({
      ...one,
      method: 'patch',
      summary: 'Change a webhook; what is left out stays',
      ...mayRefuse('address_refused'),
      request: { params: idParams, body: jsonBody(updateWebhook) },
      responses: ok(webhook),
    }),
    remove: createRoute({
      ...one,
      method: 'delete',
      summary: 'Delete a webhook and what it was to be told',
      responses: noContent(),
    }),
    test: createRoute({
      ...common,
      method: 'post',
      path: `${PATH}/{id}/test` as const,
      summary: 'Send a test message now',
      request: { params: idParams },
      responses: ok(webhookDelivery),
    }),
    deliveries: createRoute({
      ...common,
      method: 'get',
      path: `${PATH}/{id}/deliveries` as const,
      summary: 'What a webhook was told, newest first, and how it took it',
      request: { params: idParams, query: listDeliveriesQuery },
      responses: ok(pageOf(webhookDelivery)),
    }),
    replay: createRoute({
      ...common,
      method: 'post',
      path: `${PATH}/{id}/deliveries/{delivery_id}/replay` as const,
      summary: 'Send one message again now',
      ...mayRefuse('conflict'),
      request: { params: idParams.extend({ delivery_id: idParams.shape.id }) },
      responses: ok(webhookDelivery),
    }),
  };
}
