import { z } from 'zod';
import { innerSteps, placedSteps } from './step-tree';
import { MOST_NESTED, MOST_STEPS, workflowStep } from './workflow-step';

/** The subset of JSON Schema that a run's input variables are checked against. */
export const inputSchema = z.object({
  type: z.literal('object'),
  properties: z.record(
    z.string(),
    z.looseObject({ type: z.string().optional(), description: z.string().optional() }),
  ),
  required: z.array(z.string()).default([]),
  additionalProperties: z.boolean().default(false),
});

export const vaultSchema = z.record(
  z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/, 'Aliases are upper case, such as USER'),
  z.object({ type: z.literal('credential'), domain: z.string().max(300) }),
);

export const workflowInput = z
  .object({
    name: z.string().trim().min(1, 'Give the workflow a name').max(120),
    description: z.string().max(2000).default(''),
    steps: z.array(workflowStep).min(1, 'Add at least one step').max(MOST_STEPS),
    input_schema: inputSchema.default({
      type: 'object',
      properties: {},
      required: [],
      additionalProperties: false,
    }),
    vault_schema: vaultSchema.default({}),
  })
  .superRefine(({ steps }, context) => {
    const refuse = (path: ReadonlyArray<string | number>, message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    const placed = placedSteps(steps);
    if (placed.length > MOST_STEPS) refuse(['steps'], `At most ${MOST_STEPS} steps in all`);
    for (const { step, depth, path } of placed) {
      if (innerSteps(step).length > 0 && depth >= MOST_NESTED)
        refuse(path, `At most ${MOST_NESTED} steps within each other`);
      if (step.action !== 'repeat') continue;
      const ways = [step.for_each, step.while, step.until].filter((way) => way !== undefined);
      if (ways.length !== 1)
        refuse([...path, 'for_each'], 'Give a list, or the one condition that it goes by');
    }
  });
export type WorkflowInput = z.input<typeof workflowInput>;

export const workflow = z.object({
  id: z.uuid(),
  workspace_id: z.uuid(),
  name: z.string(),
  description: z.string(),
  version: z.number().int(),
  steps: z.array(workflowStep),
  input_schema: inputSchema,
  vault_schema: vaultSchema,
  created_by: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  last_run: z.object({ id: z.uuid(), status: z.string(), created_at: z.string() }).nullable(),
});
export type WorkflowView = z.infer<typeof workflow>;
