import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { clearCachedSecrets } from '@/lib/connections/clear-cached-secrets';
import { connectSecretProvider as connect } from '@/lib/connections/connect-secret-provider';
import { disconnectSecretProvider } from '@/lib/connections/disconnect-secret-provider';
import { getSecretProvider } from '@/lib/connections/get-secret-provider';
import { listSecretProviders } from '@/lib/connections/list-secret-providers';
import { testSecretProvider } from '@/lib/connections/test-secret-provider';
import { updateSecretProvider as update } from '@/lib/connections/update-secret-provider';
import { pageOf, pageQuery } from '@/lib/contract/paging';
import { oldestFirst, pageOfAll } from '@/lib/contract/read-cursor';
import { connectSecretProvider, secretProvider, updateSecretProvider } from '@/lib/contract/secret-provider';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import {
  ASKS_1PASSWORD,
  created,
  idParams,
  JUDGES_TOKEN,
  jsonBody,
  mayRefuse,
  noContent,
  ok,
} from './describe-route';

const PATH = '/api/v1/secret-providers';

export function secretProviderRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  return newRoutes()
    .openapi(routes.list, async (c) => {
      const providers = await listSecretProviders(services, c.get('actor'));
      return c.json(pageOfAll('secret-providers', providers, c.req.valid('query'), oldestFirst), 200);
    })
    .openapi(routes.connect, async (c) => {
      return c.json(await connect(services, c.get('actor'), c.req.valid('json')), 201);
    })
    .openapi(routes.get, async (c) => {
      return c.json(await getSecretProvider(services, c.get('actor'), c.req.valid('param').id), 200);
    })
    .openapi(routes.update, async (c) => {
      const input = { id: c.req.valid('param').id, change: c.req.valid('json') };
      return c.json(await update(services, c.get('actor'), input), 200);
    })
    .openapi(routes.disconnect, async (c) => {
      await disconnectSecretProvider(services, c.get('actor'), c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(routes.test, async (c) => {
      return c.json(await testSecretProvider(services, c.get('actor'), c.req.valid('param').id), 200);
    })
    .openapi(routes.clearCache, async (c) => {
      return c.json(await clearCachedSecrets(services, c.get('actor'), c.req.valid('param').id), 200);
    });
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { tags: ['secret providers'], middleware: [member] };
  const one = { ...common, path: `${PATH}/{id}` as const, request: { params: idParams } };
  return {
    list: createRoute({
      ...common,
      method: 'get',
      path: PATH,
      'x-permission': 'providers:read',
      summary: 'Connections to 1Password',
      request: { query: pageQuery },
      responses: ok(pageOf(secretProvider)),
    }),
    connect: createRoute({
      ...common,
      method: 'post',
      path: PATH,
      'x-permission': 'providers:admin',
      summary: 'Connect 1Password; the token is checked there before it is saved',
      ...mayRefuse(...ASKS_1PASSWORD, ...JUDGES_TOKEN, 'name_taken'),
      request: { body: jsonBody(connectSecretProvider) },
      responses: created(secretProvider),
    }),
    get: createRoute({
      ...one,
      method: 'get',
      'x-permission': 'providers:read',
      summary: 'One connection',
      responses: ok(secretProvider),
    }),
    update: createRoute({
      ...one,
      method: 'patch',
      'x-permission': 'providers:admin',
      summary: 'Rename, change the cache duration or the expiry date',
      ...mayRefuse('name_taken'),
      request: { params: idParams, body: jsonBody(updateSecretProvider) },
      responses: ok(secretProvider),
    }),
    disconnect: createRoute({
      ...one,
      method: 'delete',
      'x-permission': 'providers:admin',
      summary: 'Disconnect; refused while entries are bound',
      ...mayRefuse('secret_provider_in_use'),
      responses: noContent(),
    }),
    test: createRoute({
      ...one,
      path: `${PATH}/{id}/test` as const,
      method: 'post',
      'x-permission': 'providers:admin',
      summary: 'Ask 1Password now; a failure is in `health` and `last_error`',
      responses: ok(secretProvider),
    }),
    clearCache: createRoute({
      ...one,
      path: `${PATH}/{id}/clear-cache` as const,
      method: 'post',
      'x-permission': 'providers:admin',
      summary: 'Forget cached usernames and passwords of the connection',
      responses: ok(z.object({ cleared: z.number().int() })),
    }),
  };
}
