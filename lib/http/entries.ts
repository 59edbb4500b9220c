import { createRoute } from '@hono/zod-openapi';
import { pageOf } from '@/lib/contract/paging';
import { createEntry, listEntriesQuery, updateEntry, vaultEntry } from '@/lib/contract/vault-entry';
import { createEntry as create } from '@/lib/vault/create-entry';
import { deleteEntry } from '@/lib/vault/delete-entry';
import { getEntry } from '@/lib/vault/get-entry';
import { listEntries } from '@/lib/vault/list-entries';
import { updateEntry as update } from '@/lib/vault/update-entry';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, idParams, jsonBody, noContent, ok } from './describe-route';

const PATH = '/api/v1/entries';

export function entryRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  return newRoutes()
    .openapi(routes.list, async (c) => {
      return c.json(await listEntries(services, c.get('actor'), c.req.valid('query')), 200);
    })
    .openapi(routes.create, async (c) => {
      return c.json(await create(services, c.get('actor'), c.req.valid('json')), 201);
    })
    .openapi(routes.get, async (c) => {
      return c.json(await getEntry(services, c.get('actor'), c.req.valid('param').id), 200);
    })
    .openapi(routes.update, async (c) => {
      const input = { id: c.req.valid('param').id, change: c.req.valid('json') };
      return c.json(await update(services, c.get('actor'), input), 200);
    })
    .openapi(routes.remove, async (c) => {
      await deleteEntry(services, c.get('actor'), c.req.valid('param').id);
      return c.body(null, 204);
    });
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { tags: ['vault'], middleware: [member] };
  const one = { ...common, path: `${PATH}/{id}` as const, request: { params: idParams } };
  return {
    list: createRoute({
      ...common,
      method: 'get',
      path: PATH,
      'x-permission': 'vault:read',
      summary: 'Vault entries, without their secret values',
      request: { query: listEntriesQuery },
      responses: ok(pageOf(vaultEntry)),
    }),
    create: createRoute({
      ...common,
      method: 'post',
      path: PATH,
      'x-permission': 'vault:write',
      summary: 'Add an entry: stored values, or bound to an item of 1Password',
      request: { body: jsonBody(createEntry) },
      responses: created(vaultEntry),
    }),
    get: createRoute({
      ...one,
      method: 'get',
      'x-permission': 'vault:read',
      summary: 'One entry',
      responses: ok(vaultEntry),
    }),
    update: createRoute({
      ...one,
      method: 'patch',
      'x-permission': 'vault:write',
      summary: 'Change an entry; what is left out stays',
      request: { params: idParams, body: jsonBody(updateEntry) },
      responses: ok(vaultEntry),
    }),
    remove: createRoute({
      ...one,
      method: 'delete',
      'x-permission': 'vault:write',
      summary: 'Delete an entry',
      responses: noContent(),
    }),
  };
}
