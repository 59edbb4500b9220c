import type { z } from 'zod';
import { type FieldError, Problem } from '@/lib/contract/problem';
import { type PlacedStep, placedSteps, placeSteps } from '@/lib/contract/step-tree';
import type { workflowInput } from '@/lib/contract/workflow';
import type { WorkflowStep } from '@/lib/contract/workflow-step';
import { variablesIn } from './step-variables-policy';

type Definition = z.output<typeof workflowInput>;

/** Rules between the parts of a workflow, which a schema of each part cannot know. */
export function refuseBrokenWorkflow(definition: Definition): void {
  const fields = [...credentialErrors(definition), ...variableErrors(definition)];
  if (fields.length > 0) {
    throw new Problem('validation_failed', { message: 'The workflow does not fit together yet.', fields });
  }
}

function credentialErrors({ steps, vault_schema }: Definition): FieldError[] {
  return placedSteps(steps).flatMap(({ step, path }) =>
    aliasesOf(step)
      .filter((alias) => !Object.hasOwn(vault_schema, alias))
      .map((alias) => ({
        field: [...path, step.action === 'fill' ? 'secret' : 'credential'].join('.'),
        message: `No credential named ${alias} is declared`,
      })),
  );
}

/** The credentials that a step needs itself; those of the steps within it are theirs. */
export function aliasesOf(step: WorkflowStep): string[] {
  if (step.action === 'sign_in' || step.action === 'tfa') return [step.credential];
  if (step.action === 'fill' && step.secret !== undefined) return [step.secret.replace(/\..*/, '')];
  return [];
}

function variableErrors({ steps, input_schema }: Definition): FieldError[] {
  return placeSteps(steps).flatMap((placed) => variableErrorsOf(placed, input_schema, false));
}

function variableErrorsOf(
  { step, path, inner }: PlacedStep,
  schema: Definition['input_schema'],
  hasItem: boolean,
): FieldError[] {
  const texts = Object.entries(textsOf(step)).flatMap(([field, text]) =>
    variablesIn(text).flatMap((name) => {
      const fault = faultOf(name, schema, hasItem);
      return fault ? [{ field: [...path, field].join('.'), message: `{{${name}}} ${fault}` }] : [];
    }),
  );
  const list = step.action === 'repeat' ? step.for_each : undefined;
  const lists =
    list === undefined || isList(schema, list)
      ? []
      : [
          {
            field: [...path, 'for_each'].join('.'),
            message: `${list} is not an input variable that is a list`,
          },
        ];
  const within = inner.flatMap((one) => variableErrorsOf(one, schema, hasItem || list !== undefined));
  return [...texts, ...lists, ...within];
}

function faultOf(name: string, { properties }: Definition['input_schema'], hasItem: boolean): string | null {
  if (name === 'item' || name.startsWith('item.'))
    return hasItem ? null : 'is for the steps of a repeat for each item of a list';
  const isKnown = name.startsWith('input.') && Object.hasOwn(properties, name.slice('input.'.length));
  return isKnown ? null : 'is not an input variable of this workflow';
}

function isList({ properties }: Definition['input_schema'], name: string): boolean {
  if (!Object.hasOwn(properties, name)) return false;
  const type = properties[name]?.type;
  return type === undefined || type === 'array';
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
    case 'branch':
      return 'value' in step.if
        ? { 'if.value': step.if.value, 'if.is': step.if.is ?? '' }
        : { 'if.text': step.if.text ?? '' };
    case 'repeat':
      return { 'while.text': step.while?.text ?? '', 'until.text': step.until?.text ?? '' };
    default:
      return {};
  }
}
