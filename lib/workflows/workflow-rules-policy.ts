import type { z } from 'zod';
import { type FieldError, Problem } from '@/lib/contract/problem';
import type { WorkflowStep, workflowInput } from '@/lib/contract/workflow';

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
    aliasesOf(step)
      .filter((alias) => !Object.hasOwn(vault_schema, alias))
      .map((alias) => ({
        field: `steps.${index}.${step.action === 'fill' ? 'secret' : 'credential'}`,
        message: `No credential named ${alias} is declared`,
      })),
  );
}

/** The credentials that a step needs. */
export function aliasesOf(step: WorkflowStep): string[] {
  if (step.action === 'sign_in' || step.action === 'tfa') return [step.credential];
  if (step.action === 'fill' && step.secret !== undefined) return [step.secret.replace(/\..*/, '')];
  return [];
}

const VARIABLE = /\{\{\s*([^}]*?)\s*\}\}/g;

function variableErrors({ steps, input_schema }: Definition): FieldError[] {
  const isKnown = (name: string) =>
    name.startsWith('input.') && Object.hasOwn(input_schema.properties, name.slice('input.'.length));
  return steps.flatMap((step, index) =>
    Object.entries(textsOf(step)).flatMap(([field, text]) =>
      [...text.matchAll(VARIABLE)]
        .filter(([, name = '']) => !isKnown(name))
        .map(([, name]) => ({
          field: `steps.${index}.${field}`,
          message: `{{${name}}} is not an input variable of this workflow`,
        })),
    ),
  );
}

/** Where a step may take an input variable in, by the name of the member. */
function textsOf(step: WorkflowStep): Record<string, string> {
  switch (step.action) {
    case 'goto':
    case 'sign_in':
      return { url: step.url ?? '' };
    case 'fill':
    case 'select':
      return { value: step.value ?? '' };
    case 'assert':
      return { text: step.text ?? '' };
    default:
      return {};
  }
}

/** `{{input.name}}` in an address, percent-encoded: a variable is a value in the address and never part of its form. */
export function fillVariables(text: string, variables: Record<string, unknown>): string {
  return text.replace(VARIABLE, (_whole, name: string) => encodeURIComponent(variableOf(variables, name)));
}

/** The same in a text, as it is. */
export function textWithVariables(text: string, variables: Record<string, unknown>): string {
  return text.replace(VARIABLE, (_whole, name: string) => variableOf(variables, name));
}

function variableOf(variables: Record<string, unknown>, name: string): string {
  const value = variables[name.replace(/^input\./, '')];
  return value === undefined || value === null ? '' : String(value);
}
