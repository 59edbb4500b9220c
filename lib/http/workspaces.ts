import { createRoute } from '@hono/zod-openapi';
import { createWorkspace as makeWorkspace } from '@/lib/access/create-workspace';
import { listWorkspaces } from '@/lib/access/list-workspaces';
import { pageOf, pageQuery } from '@/lib/contract/paging';
import { oldestFirst, pageOfAll } from '@/lib/contract/read-cursor';
import { createWorkspace, workspace } from '@/lib/contract/workspace';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, jsonBody, ok } from './describe-route';

export function workspaceRoutes({ services, authenticate }: ApiContext) {
  const common = { path: '/api/v1/workspaces', tags: ['people'], middleware: [authenticate.person] };
  const list = createRoute({
    ...common,
    method: 'get',
    summary: 'Your workspaces',
    request: { query: pageQuery },
    responses: ok(pageOf(workspace)),
  });
  const create = createRoute({
    ...common,
    method: 'post',
    summary: 'Make a workspace; you are its owner',
    request: { body: jsonBody(createWorkspace) },
    responses: created(workspace),
  });

  return newRoutes()
    .openapi(list, async (c) => {
      const workspaces = await listWorkspaces(services, c.get('person'));
      return c.json(pageOfAll('workspaces', workspaces, c.req.valid('query'), oldestFirst), 200);
    })
    .openapi(create, async (c) => {
      return c.json(await makeWorkspace(services, c.get('person'), c.req.valid('json')), 201);
    });
}
