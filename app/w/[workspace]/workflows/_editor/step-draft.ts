import type { StepCondition, StepOf, WorkflowStep } from '@/lib/contract/workflow-step';

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
  /** What a branch asks about. */
  about: 'element' | 'value';
  value: string;
  is: string;
  /** What a repeat goes by. */
  goesBy: 'for_each' | 'while' | 'until';
  list: string;
  atMost: string;
  /** Those within it, and those of a branch's other way. */
  steps: StepDraft[];
  otherwise: StepDraft[];
}

export interface ExtractDraft {
  key: string;
  name: string;
  selector: string;
  attribute: string;
  many: boolean;
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
    about: 'element',
    value: '',
    is: '',
    goesBy: 'while',
    list: '',
    atMost: '20',
    steps: [],
    otherwise: [],
  };
}

/** The draft of a step that the wire has. */
export function stepDraftOf(step: WorkflowStep): StepDraft {
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
      return { ...draft, credential: step.credential, selector: step.selector ?? '' };
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
    case 'branch':
      return {
        ...draft,
        ...conditionDraftOf(step.if),
        steps: step.steps.map(stepDraftOf),
        otherwise: (step.else ?? []).map(stepDraftOf),
      };
    case 'repeat': {
      const condition = step.while ?? step.until;
      return {
        ...draft,
        ...(condition ? conditionDraftOf(condition) : {}),
        goesBy: step.for_each !== undefined ? 'for_each' : step.while ? 'while' : 'until',
        list: step.for_each ?? '',
        atMost: String(step.at_most),
        steps: step.steps.map(stepDraftOf),
      };
    }
  }
}

function conditionDraftOf(condition: StepCondition): Partial<StepDraft> {
  if ('value' in condition) return { about: 'value', value: condition.value, is: condition.is ?? '' };
  const { selector, text = '', gone = false, within_seconds } = condition;
  return { about: 'element', selector, text, gone, seconds: within_seconds ? String(within_seconds) : '' };
}

/** The step as the wire has it. Not checked: workflow-issues.ts does that. */
export function stepOf(draft: StepDraft): WorkflowStep {
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
      return { action: 'tfa', ...label, credential: draft.credential, ...(selector ? { selector } : {}) };
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
    case 'branch':
      return {
        action: 'branch',
        ...label,
        if: draft.about === 'element' ? elementOf(draft) : comparedValueOf(draft),
        steps: draft.steps.map(stepOf),
        ...(draft.otherwise.length > 0 ? { else: draft.otherwise.map(stepOf) } : {}),
      };
    case 'repeat':
      return {
        action: 'repeat',
        ...label,
        at_most: Number(draft.atMost),
        ...wayOf(draft),
        steps: draft.steps.map(stepOf),
      };
  }
}

function elementOf({ selector, text, gone, seconds }: StepDraft) {
  return {
    selector: selector.trim(),
    ...(text ? { text } : {}),
    ...(gone ? { gone: true } : {}),
    ...(seconds.trim() ? { within_seconds: Number(seconds) } : {}),
  };
}

function comparedValueOf({ value, is }: StepDraft) {
  return { value, ...(is ? { is } : {}) };
}

function wayOf(draft: StepDraft): Pick<StepOf<'repeat'>, 'for_each' | 'while' | 'until'> {
  if (draft.goesBy === 'for_each') return { for_each: draft.list };
  return draft.goesBy === 'while' ? { while: elementOf(draft) } : { until: elementOf(draft) };
}

function extractOf({ selector, attribute, many }: ExtractDraft) {
  return {
    selector: selector.trim(),
    ...(attribute.trim() ? { attribute: attribute.trim() } : {}),
    ...(many ? { many: true } : {}),
  };
}
