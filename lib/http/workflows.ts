import { createRoute } from '@hono/zod-openapi';
import { pageOf, pageQuery } from '@/lib/contract/paging';
import { pageOfAll } from '@/lib/contract/read-cursor';
import { type WorkflowView, workflow, workflowInput } from '@/lib/contract/workflow';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { deleteWorkflow } from '@/lib/workflows/delete-workflow';
import { getWorkflow } from '@/lib/workflows/get-workflow';
import { listWorkflows } from '@/lib/workflows/list-workflows';
import { updateWorkflow } from '@/lib/workflows/update-workflow';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, idParams, jsonBody, mayRefuse, noContent, ok } from './describe-route';

const PATH = '/api/v1/workflows';

export function workflowRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  return newRoutes()
    .openapi(routes.list, async (c) => {
      const workflows = await listWorkflows(services, c.get('actor'));
      return c.json(pageOfAll('workflows', workflows, c.req.valid('query'), byName), 200);
    })
    .openapi(routes.create, async (c) => {
      return c.json(await createWorkflow(services, c.get('actor'), c.req.valid('json')), 201);
    })
    .openapi(routes.get, async (c) => {
      return c.json(await getWorkflow(services, c.get('actor'), c.req.valid('param').id), 200);
    })
    .openapi(routes.update, async (c) => {
      const input = { id: c.req.valid('param').id, input: c.req.valid('json') };
      return c.json(await updateWorkflow(services, c.get('actor'), input), 200);
    })
    .openapi(routes.remove, async (c) => {
      await deleteWorkflow(services, c.get('actor'), c.req.valid('param').id);
      return c.body(null, 204);
    });
}

function byName({ name, id }: WorkflowView) {
  return [name, id];
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { tags: ['workflows'], middleware: [member] };
  const one = { ...common, path: `${PATH}/{id}` as const, request: { params: idParams } };
  return {
    list: createRoute({
      ...common,
      method: 'get',
      path: PATH,
      'x-permission': 'workflows:read',
      summary: 'Workflows',
      request: { query: pageQuery },
      responses: ok(pageOf(workflow)),
    }),
    create: createRoute({
      ...common,
      method: 'post',
      path: PATH,
      'x-permission': 'workflows:write',
      summary: 'Add a workflow',
      ...mayRefuse('name_taken'),
      request: { body: jsonBody(workflowInput) },
      responses: created(workflow),
    }),
    get: createRoute({
      ...one,
      method: 'get',
      'x-permission': 'workflows:read',
      summary: 'One workflow',
      responses: ok(workflow),
    }),
    update: createRoute({
      ...one,
      method: 'put',
      'x-permission': 'workflows:write',
      summary: 'Replace a workflow by a new version; runs under way keep theirs',
      ...mayRefuse('name_taken'),
      request: { params: idParams, body: jsonBody(workflowInput) },
      responses: ok(workflow),
    }),
    remove: createRoute({
      ...one,
      method: 'delete',
      'x-permission': 'workflows:write',
      summary: 'Delete a workflow and its finished runs',
      ...mayRefuse('workflow_in_use'),
      responses: noContent(),
    }),
  };
}
