import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { readTfaCode, type TfaCode } from '@/lib/codes/read-tfa-code';
import {
  type WireTfaCode,
  wireEntry,
  wireEntryInput,
  wireEntryKey,
  wireTfaCode,
} from '@/lib/contract/wire-vault-entry';
import { clearBrowserState } from '@/lib/vault/clear-browser-state';
import { createWireEntry } from '@/lib/vault/create-wire-entry';
import { deleteWireEntry } from '@/lib/vault/delete-wire-entry';
import { getWireEntry } from '@/lib/vault/get-wire-entry';
import { listWireEntries } from '@/lib/vault/list-wire-entries';
import { updateWireEntry } from '@/lib/vault/update-wire-entry';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { ASKS_1PASSWORD, created, jsonBody, mayRefuse, noContent, ok, SAVES_ENTRY } from './describe-route';

const PATH = '/vault';

/** The `cloudcruise` client's vault. One entry is known by its user and its domain. */
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
      const actor = c.get('actor');
      const one = permissionedUserId !== undefined && domain !== undefined;
      return one
        ? c.json(await getWireEntry(services, actor, { permissionedUserId, domain }), 200)
        : c.json(await listWireEntries(services, actor, { permissionedUserId, domain }), 200);
    })
    .openapi(routes.remove, async (c) => {
      await deleteWireEntry(services, c.get('actor'), keyFrom(c.req.valid('json')));
      return c.body(null, 204);
    })
    .openapi(routes.clearBrowserState, async (c) => {
      await clearBrowserState(services, c.get('actor'), keyFrom(c.req.valid('json')));
      return c.json({ success: true }, 200);
    })
    .openapi(routes.tfaCode, async (c) => {
      const key = keyFrom(c.req.valid('query'));
      return c.json(present(await readTfaCode(services, c.get('actor'), key, c.req.raw.signal)), 200);
    });
}

function keyFrom({ permissioned_user_id, domain }: z.infer<typeof wireEntryKey>) {
  return { permissionedUserId: permissioned_user_id, domain };
}

/** The caller asked for the code; `cache-control: no-store` is on every answer of the API. */
function present(code: TfaCode): WireTfaCode {
  return code.type === 'email'
    ? { type: 'email', code: code.code.reveal(), received_at: code.receivedAt.toISOString() }
    : { type: 'authenticator', code: code.code.reveal(), expires_in_seconds: code.expiresInSeconds };
}

function describe(key: ApiContext['authenticate']['key']) {
  const common = { path: PATH, tags: ['CloudCruise'], middleware: [key] };
  return {
    create: createRoute({
      ...common,
      method: 'post',
      'x-permission': 'vault:write',
      summary: 'Add an entry; secret values as ciphertext under the API encryption key',
      ...mayRefuse(...SAVES_ENTRY, 'value_not_encrypted'),
      request: { body: jsonBody(wireEntryInput) },
      responses: created(wireEntry),
    }),
    update: createRoute({
      ...common,
      method: 'put',
      'x-permission': 'vault:write',
      summary: 'Change the entry of this id, else of this user and domain',
      ...mayRefuse(...SAVES_ENTRY, 'value_not_encrypted', 'not_found'),
      request: { body: jsonBody(wireEntryInput) },
      responses: ok(wireEntry),
    }),
    read: createRoute({
      ...common,
      method: 'get',
      'x-permission': 'vault:read',
      summary: 'All entries; with user and domain the one entry, not in an array',
      ...mayRefuse('not_found'),
      request: { query: wireEntryKey.partial() },
      responses: ok(z.union([wireEntry, z.array(wireEntry)])),
    }),
    remove: createRoute({
      ...common,
      method: 'delete',
      'x-permission': 'vault:write',
      summary: 'Delete the entry of this user and domain',
      ...mayRefuse('not_found', 'conflict'),
      request: { body: jsonBody(wireEntryKey) },
      responses: noContent(),
    }),
    clearBrowserState: createRoute({
      ...common,
      path: `${PATH}/clear-browser-state` as const,
      method: 'patch',
      'x-permission': 'vault:write',
      summary: 'Forget the kept cookies and storage of the entry',
      ...mayRefuse('not_found'),
      request: { body: jsonBody(wireEntryKey) },
      responses: ok(z.object({ success: z.boolean() })),
    }),
    tfaCode: createRoute({
      ...common,
      path: `${PATH}/tfa-code` as const,
      method: 'get',
      'x-permission': 'secrets:resolve',
      summary: 'The one-time code of the entry; an authenticator’s may wait for the next step',
      ...mayRefuse(...ASKS_1PASSWORD, 'not_found', 'tfa_code_missing', 'tfa_method_unsupported'),
      request: { query: wireEntryKey },
      responses: ok(wireTfaCode),
    }),
  };
}
