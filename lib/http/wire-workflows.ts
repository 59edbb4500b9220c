import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { inputSchema, vaultSchema, type WorkflowView } from '@/lib/contract/workflow';
import { getWorkflow } from '@/lib/workflows/get-workflow';
import { listWorkflows } from '@/lib/workflows/list-workflows';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams, ok } from './describe-route';

const wireWorkflow = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  workspace_id: z.uuid(),
  created_by: z.string(),
  enable_popup_handling: z.boolean(),
  enable_xpath_recovery: z.boolean(),
  enable_error_code_generation: z.boolean(),
  enable_service_unavailable_recovery: z.boolean(),
  enable_action_timing_recovery: z.boolean(),
});

export function wireWorkflowRoutes({ services, authenticate }: ApiContext) {
  const common = { method: 'get' as const, tags: ['cloudcruise'], middleware: [authenticate.key] };
  const list = createRoute({
    ...common,
    path: '/workflows',
    'x-permission': 'workflows:read',
    summary: 'Workflows',
    responses: ok(z.array(wireWorkflow)),
  });
  const metadata = createRoute({
    ...common,
    path: '/workflows/{id}/metadata',
    'x-permission': 'workflows:read',
    summary: 'What a run of the workflow needs',
    request: { params: idParams },
    responses: ok(z.object({ input_schema: inputSchema, vault_schema: vaultSchema })),
  });

  return newRoutes()
    .openapi(list, async (c) => {
      const workflows = await listWorkflows(services, c.get('actor'));
      return c.json(workflows.map(present), 200);
    })
    .openapi(metadata, async (c) => {
      const workflow = await getWorkflow(services, c.get('actor'), c.req.valid('param').id);
      return c.json({ input_schema: workflow.input_schema, vault_schema: workflow.vault_schema }, 200);
    });
}

/** The client reads the five switches; we have no such features, so they are off. */
function present(workflow: WorkflowView): z.infer<typeof wireWorkflow> {
  return {
    id: workflow.id,
    name: workflow.name,
    description: workflow.description,
    created_at: workflow.created_at,
    updated_at: workflow.updated_at,
    workspace_id: workflow.workspace_id,
    created_by: workflow.created_by ?? '',
    enable_popup_handling: false,
    enable_xpath_recovery: false,
    enable_error_code_generation: false,
    enable_service_unavailable_recovery: false,
    enable_action_timing_recovery: false,
  };
}
