import type { z } from 'zod';
import type { FieldError } from '@/lib/contract/problem';
import { placedSteps } from '@/lib/contract/step-tree';
import type { inputSchema } from '@/lib/contract/workflow';
import type { WorkflowStep } from '@/lib/contract/workflow-step';

const TYPES: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** The part of JSON Schema that the official client checks before it starts a run: types, required, additional. */
export function inputErrors(
  schema: z.infer<typeof inputSchema>,
  variables: Record<string, unknown>,
): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of schema.required) {
    if (variables[name] === undefined)
      errors.push({ field: `run_input_variables.${name}`, message: 'Required' });
  }
  for (const [name, value] of Object.entries(variables)) {
    const property = schema.properties[name];
    const field = `run_input_variables.${name}`;
    if (!property) {
      if (!schema.additionalProperties)
        errors.push({ field, message: 'Not an input variable of this workflow' });
      continue;
    }
    const matches = property.type === undefined ? undefined : TYPES[property.type];
    if (matches && !matches(value)) errors.push({ field, message: `Must be of type ${property.type}` });
  }
  return errors;
}

/** What a step goes over is a list, and no longer than it may go on. */
export function listErrors(steps: readonly WorkflowStep[], variables: Record<string, unknown>): FieldError[] {
  return placedSteps(steps).flatMap(({ step }) => {
    if (step.action !== 'repeat' || step.for_each === undefined) return [];
    const list = variables[step.for_each];
    const field = `run_input_variables.${step.for_each}`;
    if (list === undefined || (Array.isArray(list) && list.length <= step.at_most)) return [];
    return [{ field, message: `Must be a list of at most ${step.at_most}` }];
  });
}
