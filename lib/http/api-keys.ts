import { createRoute } from '@hono/zod-openapi';
import { createApiKey as makeApiKey } from '@/lib/access/create-api-key';
import { listApiKeys } from '@/lib/access/list-api-keys';
import { revokeApiKey } from '@/lib/access/revoke-api-key';
import { pageOf, pageQuery } from '@/lib/contract/paging';
import { newestFirst, pageOfAll } from '@/lib/contract/read-cursor';
import { apiKey, createApiKey, createdApiKey } from '@/lib/contract/workspace';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, idParams, jsonBody, noContent, ok } from './describe-route';

export function apiKeyRoutes({ services, authenticate }: ApiContext) {
  const common = { tags: ['API keys'], middleware: [authenticate.member] };
  const list = createRoute({
    ...common,
    method: 'get',
    path: '/api/v1/api-keys',
    'x-permission': 'keys:admin',
    summary: 'API keys, without the keys themselves',
    request: { query: pageQuery },
    responses: ok(pageOf(apiKey)),
  });
  const create = createRoute({
    ...common,
    method: 'post',
    path: '/api/v1/api-keys',
    'x-permission': 'keys:admin',
    summary: 'Make an API key; this answer alone shows it',
    request: { body: jsonBody(createApiKey) },
    responses: created(createdApiKey),
  });
  const revoke = createRoute({
    ...common,
    method: 'delete',
    path: '/api/v1/api-keys/{id}',
    'x-permission': 'keys:admin',
    summary: 'Revoke an API key; it fails within a second',
    request: { params: idParams },
    responses: noContent(),
  });

  return newRoutes()
    .openapi(list, async (c) => {
      const keys = await listApiKeys(services, c.get('actor'));
      return c.json(pageOfAll('api-keys', keys, c.req.valid('query'), newestFirst), 200);
    })
    .openapi(create, async (c) => {
      return c.json(await makeApiKey(services, c.get('actor'), c.req.valid('json')), 201);
    })
    .openapi(revoke, async (c) => {
      await revokeApiKey(services, c.get('actor'), c.req.valid('param'));
      return c.body(null, 204);
    });
}
