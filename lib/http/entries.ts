import { createRoute } from '@hono/zod-openapi';
import { pageOf } from '@/lib/contract/paging';
import {
  createEntry,
  listEntriesQuery,
  updateEntry,
  type VaultEntryView,
  vaultEntry,
} from '@/lib/contract/vault-entry';
import { clearBrowserState } from '@/lib/vault/clear-browser-state';
import { createEntry as create } from '@/lib/vault/create-entry';
import { deleteEntry } from '@/lib/vault/delete-entry';
import { getEntry } from '@/lib/vault/get-entry';
import { listEntries } from '@/lib/vault/list-entries';
import { updateEntry as update } from '@/lib/vault/update-entry';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import {
  createdTagged,
  idParams,
  jsonBody,
  mayRefuse,
  noContent,
  ok,
  okTagged,
  SAVES_ENTRY,
} from './describe-route';
import { entityTag, ifMatch, seenVersions } from './entity-tag';

const PATH = '/api/v1/entries';

export function entryRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  return newRoutes()
    .openapi(routes.list, async (c) => {
      return c.json(await listEntries(services, c.get('actor'), c.req.valid('query')), 200);
    })
    .openapi(routes.create, async (c) => {
      const entry = await create(services, c.get('actor'), c.req.valid('json'));
      return c.json(entry, 201, tagOf(entry));
    })
    .openapi(routes.get, async (c) => {
      const entry = await getEntry(services, c.get('actor'), c.req.valid('param').id);
      return c.json(entry, 200, tagOf(entry));
    })
    .openapi(routes.update, async (c) => {
      const seen = seenVersions(c.req.valid('header')['if-match']);
      const input = { id: c.req.valid('param').id, change: c.req.valid('json'), seen };
      const entry = await update(services, c.get('actor'), input);
      return c.json(entry, 200, tagOf(entry));
    })
    .openapi(routes.remove, async (c) => {
      const seen = seenVersions(c.req.valid('header')['if-match']);
      await deleteEntry(services, c.get('actor'), c.req.valid('param').id, seen);
      return c.body(null, 204);
    })
    .openapi(routes.forgetSession, async (c) => {
      await clearBrowserState(services, c.get('actor'), { entryId: c.req.valid('param').id });
      return c.body(null, 204);
    });
}

function tagOf({ version }: VaultEntryView) {
  return { etag: entityTag(version) };
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
      ...mayRefuse(...SAVES_ENTRY),
      request: { body: jsonBody(createEntry) },
      responses: createdTagged(vaultEntry),
    }),
    get: createRoute({
      ...one,
      method: 'get',
      'x-permission': 'vault:read',
      summary: 'One entry',
      responses: okTagged(vaultEntry),
    }),
    update: createRoute({
      ...one,
      method: 'patch',
      'x-permission': 'vault:write',
      summary: 'Change an entry; what is left out stays',
      ...mayRefuse(...SAVES_ENTRY),
      request: { params: idParams, headers: ifMatch, body: jsonBody(updateEntry) },
      responses: okTagged(vaultEntry),
    }),
    remove: createRoute({
      ...one,
      method: 'delete',
      'x-permission': 'vault:write',
      summary: 'Delete an entry',
      request: { params: idParams, headers: ifMatch },
      responses: noContent(),
    }),
    forgetSession: createRoute({
      ...one,
      path: `${PATH}/{id}/session` as const,
      method: 'delete',
      'x-permission': 'vault:write',
      summary: 'Forget the kept session; runs under way keep none any more',
      responses: noContent(),
    }),
  };
}
