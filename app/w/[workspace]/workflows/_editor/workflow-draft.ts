import type { z } from 'zod';
import { type WorkflowInput, workflowInput } from '@/lib/contract/workflow';
import { newKey, newStep, type StepDraft, stepDraftOf, stepOf } from './step-draft';

/**
 * What the editor holds. Flat steps and lists with keys, where the wire has unions and records: half-typed names and
 * doubled names can exist here, and a step keeps what was typed when its kind is changed back and forth.
 */
export interface WorkflowDraft {
  name: string;
  description: string;
  steps: StepDraft[];
  credentials: CredentialDraft[];
  inputs: InputDraft[];
  additionalProperties: boolean;
}

export interface CredentialDraft {
  key: string;
  alias: string;
  domain: string;
}

export interface InputDraft {
  key: string;
  name: string;
  type: string;
  description: string;
  required: boolean;
  /** JSON Schema words the form has no field for; kept as they are. */
  rest: Record<string, unknown>;
}

/** The usual beginning: open the site, sign in, take a picture. */
export function newDraft(): WorkflowDraft {
  return {
    name: '',
    description: '',
    steps: [newStep('goto'), newStep('sign_in', 'USER'), { ...newStep('screenshot'), name: 'signed-in' }],
    credentials: [{ key: newKey(), alias: 'USER', domain: '' }],
    inputs: [],
    additionalProperties: false,
  };
}

export function draftOf(input: WorkflowInput): WorkflowDraft {
  const workflow = workflowInput.parse(input);
  const { properties, required, additionalProperties } = workflow.input_schema;
  return {
    name: workflow.name,
    description: workflow.description,
    steps: workflow.steps.map(stepDraftOf),
    credentials: Object.entries(workflow.vault_schema).map(([alias, { domain }]) => ({
      key: newKey(),
      alias,
      domain,
    })),
    inputs: Object.entries(properties).map(([name, { type = '', description = '', ...rest }]) => ({
      key: newKey(),
      name,
      type,
      description,
      required: required.includes(name),
      rest,
    })),
    additionalProperties,
  };
}

/** The draft as the wire has it. Not checked: workflow-issues.ts does that. */
export function inputOf(draft: WorkflowDraft): z.input<typeof workflowInput> {
  return {
    name: draft.name,
    description: draft.description,
    steps: draft.steps.map(stepOf),
    input_schema: {
      type: 'object',
      properties: Object.fromEntries(draft.inputs.map((input) => [input.name, propertyOf(input)])),
      required: draft.inputs.filter((input) => input.required).map((input) => input.name),
      additionalProperties: draft.additionalProperties,
    },
    vault_schema: Object.fromEntries(
      draft.credentials.map(({ alias, domain }) => [alias, { type: 'credential' as const, domain }]),
    ),
  };
}

function propertyOf({ type, description, rest }: InputDraft) {
  return {
    ...(type ? { type } : {}),
    ...(description.trim() ? { description: description.trim() } : {}),
    ...rest,
  };
}
