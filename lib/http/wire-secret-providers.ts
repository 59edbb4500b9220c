import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Actor } from '@/lib/access/actor';
import { listProviderItems } from '@/lib/connections/list-provider-items';
import { listWireSecretProviders } from '@/lib/connections/list-wire-secret-providers';
import { providerItem, secretProvider } from '@/lib/contract/secret-provider';
import type { WebServices } from '@/lib/web-services';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { ASKS_1PASSWORD, idParams, mayRefuse, ok } from './describe-route';

const wireSecretProvider = secretProvider.pick({
  id: true,
  workspace_id: true,
  provider_type: true,
  name: true,
  config_hint: true,
  cache_ttl_seconds: true,
  created_at: true,
  updated_at: true,
});
type WireItem = z.infer<typeof providerItem>;

/** CloudCruise's wire: bare arrays, no paging. */
export function wireSecretProviderRoutes({ services, authenticate }: ApiContext) {
  const common = { method: 'get' as const, tags: ['CloudCruise'], middleware: [authenticate.key] };
  const list = createRoute({
    ...common,
    path: '/secret-providers',
    'x-permission': 'providers:read',
    summary: 'Connections to 1Password',
    responses: ok(z.array(wireSecretProvider)),
  });
  const items = createRoute({
    ...common,
    path: '/secret-providers/{id}/items',
    'x-permission': 'providers:read',
    summary: 'Items of a connection',
    ...mayRefuse(...ASKS_1PASSWORD),
    request: { params: idParams },
    responses: ok(z.array(providerItem)),
  });

  return newRoutes()
    .openapi(list, async (c) => {
      return c.json(await listWireSecretProviders(services, c.get('actor')), 200);
    })
    .openapi(items, async (c) => {
      return c.json(await allItems(services, c.get('actor'), c.req.valid('param').id), 200);
    });
}

async function allItems(services: WebServices, actor: Actor, id: string): Promise<WireItem[]> {
  const items: WireItem[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listProviderItems(services, actor, { id, limit: 500, ...(cursor ? { cursor } : {}) });
    for (const { id: itemId, title, vaultName, ref } of page.data)
      items.push({ id: itemId, title, vaultName, ref });
    cursor = page.next_cursor;
  }
  return items;
}
