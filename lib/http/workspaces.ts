import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { createWorkspace as makeWorkspace } from '@/lib/access/create-workspace';
import { listWorkspaces } from '@/lib/access/list-workspaces';
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
    responses: ok(z.object({ data: z.array(workspace) })),
  });
  const create = createRoute({
    ...common,
    method: 'post',
    summary: 'Make a workspace; you are its owner',
    request: { body: jsonBody(createWorkspace) },
    responses: created(workspace),
  });

  return newRoutes()
    .openapi(list, async (c) => c.json({ data: await listWorkspaces(services, c.get('person')) }, 200))
    .openapi(create, async (c) => {
      return c.json(await makeWorkspace(services, c.get('person'), c.req.valid('json')), 201);
    });
}
