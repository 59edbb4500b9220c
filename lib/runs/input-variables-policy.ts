import type { z } from 'zod';
import type { FieldError } from '@/lib/contract/problem';
import type { inputSchema } from '@/lib/contract/workflow';

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
