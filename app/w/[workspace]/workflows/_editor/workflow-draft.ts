import type { z } from 'zod';
import { type WorkflowInput, type WorkflowStep, workflowInput } from '@/lib/contract/workflow';

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

export interface StepDraft {
  key: string;
  action: WorkflowStep['action'];
  label: string;
  url: string;
  credential: string;
  fields: ExtractDraft[];
  name: string;
  selector: string;
  /** What is typed, chosen, pressed or looked for. */
  text: string;
  secret: string;
  gone: boolean;
  seconds: string;
  endsDryRun: boolean;
}

export interface ExtractDraft {
  key: string;
  name: string;
  selector: string;
  attribute: string;
  many: boolean;
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

let keysGiven = 0;

export function newKey(): string {
  keysGiven += 1;
  return `draft-${keysGiven}`;
}

export function newStep(action: WorkflowStep['action'], credential = ''): StepDraft {
  return {
    key: newKey(),
    action,
    label: '',
    url: '',
    credential,
    fields: [{ key: newKey(), name: '', selector: '', attribute: '', many: false }],
    name: '',
    selector: '',
    text: '',
    secret: '',
    gone: false,
    seconds: '',
    endsDryRun: false,
  };
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

function stepDraftOf(step: WorkflowStep): StepDraft {
  const draft = {
    ...newStep(step.action),
    label: step.label ?? '',
    endsDryRun: step.end_here_on_dry_run ?? false,
  };
  switch (step.action) {
    case 'goto':
      return { ...draft, url: step.url };
    case 'sign_in':
      return { ...draft, credential: step.credential, url: step.url ?? '' };
    case 'screenshot':
      return { ...draft, name: step.name };
    case 'extract':
      return {
        ...draft,
        fields: Object.entries(step.fields).map(([name, field]) => ({
          key: newKey(),
          name,
          selector: field.selector,
          attribute: field.attribute ?? '',
          many: field.many ?? false,
        })),
      };
    case 'fill':
      return { ...draft, selector: step.selector, text: step.value ?? '', secret: step.secret ?? '' };
    case 'tfa':
      return { ...draft, credential: step.credential, selector: step.selector };
    case 'click':
      return { ...draft, selector: step.selector };
    case 'select':
      return { ...draft, selector: step.selector, text: step.value };
    case 'press':
      return { ...draft, selector: step.selector ?? '', text: step.key };
    case 'wait_for': {
      const seconds = step.within_seconds === undefined ? '' : String(step.within_seconds);
      return { ...draft, selector: step.selector, gone: step.gone ?? false, seconds };
    }
    case 'assert':
      return { ...draft, selector: step.selector, text: step.text ?? '', gone: step.gone ?? false };
    case 'download':
      return { ...draft, selector: step.selector, name: step.name };
  }
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

function stepOf(draft: StepDraft): WorkflowStep {
  const label = {
    ...(draft.label.trim() ? { label: draft.label.trim() } : {}),
    ...(draft.endsDryRun ? { end_here_on_dry_run: true } : {}),
  };
  const selector = draft.selector.trim();
  const gone = draft.gone ? { gone: true } : {};
  switch (draft.action) {
    case 'goto':
      return { action: 'goto', ...label, url: draft.url.trim() };
    case 'sign_in': {
      const url = draft.url.trim() ? { url: draft.url.trim() } : {};
      return { action: 'sign_in', ...label, credential: draft.credential, ...url };
    }
    case 'screenshot':
      return { action: 'screenshot', ...label, name: draft.name.trim() };
    case 'extract':
      return {
        action: 'extract',
        ...label,
        fields: Object.fromEntries(draft.fields.map((field) => [field.name, extractOf(field)])),
      };
    case 'fill':
      return {
        action: 'fill',
        ...label,
        selector,
        ...(draft.secret ? { secret: draft.secret.trim() } : { value: draft.text }),
      };
    case 'tfa':
      return { action: 'tfa', ...label, credential: draft.credential, selector };
    case 'click':
      return { action: 'click', ...label, selector };
    case 'select':
      return { action: 'select', ...label, selector, value: draft.text };
    case 'press':
      return { action: 'press', ...label, key: draft.text.trim(), ...(selector ? { selector } : {}) };
    case 'wait_for': {
      const within = draft.seconds.trim() ? { within_seconds: Number(draft.seconds) } : {};
      return { action: 'wait_for', ...label, selector, ...gone, ...within };
    }
    case 'assert':
      return { action: 'assert', ...label, selector, ...(draft.text ? { text: draft.text } : {}), ...gone };
    case 'download':
      return { action: 'download', ...label, selector, name: draft.name.trim() };
  }
}

function extractOf({ selector, attribute, many }: ExtractDraft) {
  return {
    selector: selector.trim(),
    ...(attribute.trim() ? { attribute: attribute.trim() } : {}),
    ...(many ? { many: true } : {}),
  };
}

function propertyOf({ type, description, rest }: InputDraft) {
  return {
    ...(type ? { type } : {}),
    ...(description.trim() ? { description: description.trim() } : {}),
    ...rest,
  };
}
