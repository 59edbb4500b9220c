import { z } from 'zod';
import { type FieldError, Problem } from '@/lib/contract/problem';
import { type workflowInput, workflowStep } from '@/lib/contract/workflow';

type Definition = z.output<typeof workflowInput>;

/** Rules between the parts of a workflow, which a schema of each part cannot know. */
export function refuseBrokenWorkflow(definition: Definition): void {
  const fields = [...credentialErrors(definition), ...variableErrors(definition)];
  if (fields.length > 0) {
    throw new Problem('validation_failed', { message: 'The workflow does not fit together yet.', fields });
  }
}

function credentialErrors({ steps, vault_schema }: Definition): FieldError[] {
  return steps.flatMap((step, index) =>
    step.action === 'sign_in' && !Object.hasOwn(vault_schema, step.credential)
      ? [
          {
            field: `steps.${index}.credential`,
            message: `No credential named ${step.credential} is declared`,
          },
        ]
      : [],
  );
}

const VARIABLE = /\{\{\s*([^}]*?)\s*\}\}/g;

function variableErrors({ steps, input_schema }: Definition): FieldError[] {
  return steps.flatMap((step, index) =>
    step.action === 'goto' || step.action === 'sign_in'
      ? [...(step.url ?? '').matchAll(VARIABLE)].flatMap(([, name = '']) =>
          name.startsWith('input.') && Object.hasOwn(input_schema.properties, name.slice('input.'.length))
            ? []
            : [
                {
                  field: `steps.${index}.url`,
                  message: `{{${name}}} is not an input variable of this workflow`,
                },
              ],
        )
      : [],
  );
}

/** `{{input.name}}` in an address, percent-encoded: a variable is a value in the address and never part of its form. */
export function fillVariables(text: string, variables: Record<string, unknown>): string {
  return text.replace(VARIABLE, (_whole, name: string) => {
    const value = variables[name.replace(/^input\./, '')];
    return encodeURIComponent(value === undefined || value === null ? '' : String(value));
  });
}

export const workflowSteps = z.array(workflowStep);
