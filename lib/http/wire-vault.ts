import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { wireEntry, wireEntryInput, wireEntryKey } from '@/lib/contract/vault-entry';
import { deleteEntry } from '@/lib/vault/delete-entry';
import { findEntry } from '@/lib/vault/find-entry';
import { listWireEntries } from '@/lib/vault/list-wire-entries';
import { recordRelease } from '@/lib/vault/record-release';
import { createWireEntry, presentWireEntry, updateWireEntry } from '@/lib/vault/wire-entry';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, jsonBody, noContent, ok } from './describe-route';

const PATH = '/vault';

export function wireVaultRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.key);
  return newRoutes()
    .openapi(routes.create, async (c) => {
      return c.json(await createWireEntry(services, c.get('actor'), c.req.valid('json')), 201);
    })
    .openapi(routes.update, async (c) => {
      return c.json(await updateWireEntry(services, c.get('actor'), c.req.valid('json')), 200);
    })
    .openapi(routes.read, async (c) => {
      const { permissioned_user_id: permissionedUserId, domain } = c.req.valid('query');
      if (permissionedUserId === undefined || domain === undefined) {
        return c.json(await listWireEntries(services, c.get('actor'), { permissionedUserId, domain }), 200);
      }
      const entry = await findEntry(services, c.get('actor'), { permissionedUserId, domain });
      await recordRelease(services, c.get('actor'), [entry]);
      return c.json(await presentWireEntry(services, entry), 200);
    })
    .openapi(routes.remove, async (c) => {
      const { permissioned_user_id: permissionedUserId, domain } = c.req.valid('json');
      const entry = await findEntry(services, c.get('actor'), { permissionedUserId, domain });
      await deleteEntry(services, c.get('actor'), entry.id);
      return c.body(null, 204);
    });
}

function describe(key: ApiContext['authenticate']['key']) {
  const common = { path: PATH, tags: ['cloudcruise'], middleware: [key] };
  return {
    create: createRoute({
      ...common,
      method: 'post',
      'x-permission': 'vault:write',
      summary: 'Add an entry; secret values as ciphertext under the API encryption key',
      request: { body: jsonBody(wireEntryInput) },
      responses: created(wireEntry),
    }),
    update: createRoute({
      ...common,
      method: 'put',
      'x-permission': 'vault:write',
      summary: 'Change the entry of this id, else of this user and domain',
      request: { body: jsonBody(wireEntryInput) },
      responses: ok(wireEntry),
    }),
    read: createRoute({
      ...common,
      method: 'get',
      'x-permission': 'vault:read',
      summary: 'All entries; with user and domain the one entry, not in an array',
      request: { query: wireEntryKey.partial() },
      responses: ok(z.union([wireEntry, z.array(wireEntry)])),
    }),
    remove: createRoute({
      ...common,
      method: 'delete',
      'x-permission': 'vault:write',
      summary: 'Delete the entry of this user and domain',
      request: { body: jsonBody(wireEntryKey) },
      responses: noContent(),
    }),
  };
}
