import { createRoute } from '@hono/zod-openapi';
import { listProviderItems } from '@/lib/connections/list-provider-items';
import { pageOf } from '@/lib/contract/paging';
import { providerItemDetail, providerItemsQuery } from '@/lib/contract/secret-provider';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { ASKS_1PASSWORD, idParams, mayRefuse, ok } from './describe-route';

export function providerItemRoutes({ services, authenticate }: ApiContext) {
  const list = createRoute({
    method: 'get',
    path: '/api/v1/secret-providers/{id}/items',
    'x-permission': 'providers:read',
    summary: 'Items to bind to: titles, vaults and websites, never values',
    ...mayRefuse(...ASKS_1PASSWORD),
    tags: ['secret providers'],
    middleware: [authenticate.member],
    request: { params: idParams, query: providerItemsQuery },
    responses: ok(pageOf(providerItemDetail)),
  });

  return newRoutes().openapi(list, async (c) => {
    const query = { ...c.req.valid('query'), id: c.req.valid('param').id };
    return c.json(await listProviderItems(services, c.get('actor'), query), 200);
  });
}
