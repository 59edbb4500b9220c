import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { vaultSchema, type WorkflowView } from '@/lib/contract/workflow';
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

/**
 * The client checks every variable against this before it starts a run, the credentials among them: an alias that is
 * no property would be "unknown" to it.
 */
const wireInputSchema = z.object({
  type: z.literal('object'),
  properties: z.record(z.string(), z.looseObject({ type: z.unknown().optional() })),
  required: z.array(z.string()),
  additionalProperties: z.boolean(),
});

export function wireWorkflowRoutes({ services, authenticate }: ApiContext) {
  const common = { method: 'get' as const, tags: ['CloudCruise'], middleware: [authenticate.key] };
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
    responses: ok(z.object({ input_schema: wireInputSchema, vault_schema: vaultSchema })),
  });

  return newRoutes()
    .openapi(list, async (c) => {
      const workflows = await listWorkflows(services, c.get('actor'));
      return c.json(workflows.map(present), 200);
    })
    .openapi(metadata, async (c) => {
      const workflow = await getWorkflow(services, c.get('actor'), c.req.valid('param').id);
      return c.json({ input_schema: inputSchemaOf(workflow), vault_schema: workflow.vault_schema }, 200);
    });
}

/** Not among the required ones: left out, the only entry of the alias's site is taken. */
function inputSchemaOf({ input_schema, vault_schema }: WorkflowView): z.infer<typeof wireInputSchema> {
  const aliases = Object.entries(vault_schema).map(([alias, { domain }]) => [
    alias,
    {
      type: ['string', 'array'],
      description: `Who signs in to ${domain}: a permissioned_user_id, or several`,
    },
  ]);
  return {
    ...input_schema,
    properties: { ...input_schema.properties, ...Object.fromEntries(aliases) },
  };
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
