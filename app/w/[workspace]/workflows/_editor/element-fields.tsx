'use client';

import { Checkbox } from '@/app/_ui/checkbox';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import type { StepDraft } from './step-draft';
import type { StepPropertiesProps } from './step-properties';

type TextMember = 'selector' | 'text' | 'secret' | 'seconds' | 'value' | 'is';

interface TextWords {
  label: string;
  /** The wire's name of the member, by which its issues are found. */
  issue: string;
  description?: string;
  required?: boolean;
}

type FieldsOfAction = Partial<Record<TextMember, TextWords>> & { gone?: string };

const ELEMENT: TextWords = {
  label: 'Element',
  issue: 'selector',
  description: 'A CSS selector that fits one visible element, such as #customer-number.',
  required: true,
};

/** The kinds of steps that are about an element, and what each of them asks for beside it. */
const FIELDS: Partial<Record<StepDraft['action'], FieldsOfAction>> = {
  fill: {
    selector: ELEMENT,
    text: { label: 'Text', issue: 'value', description: 'No secret: it is kept with the workflow.' },
    secret: {
      label: 'Or a secret',
      issue: 'secret',
      description: 'A further secret of a credential’s entry, such as USER.pin. It wins over the text.',
    },
  },
  tfa: {
    selector: {
      label: 'Element',
      issue: 'selector',
      description: 'Left empty: the field for a code that the page shows. A link needs none.',
    },
  },
  click: { selector: ELEMENT },
  download: { selector: ELEMENT },
  select: { selector: ELEMENT, text: { label: 'Option', issue: 'value', required: true } },
  press: {
    text: { label: 'Key', issue: 'key', description: 'Such as Enter or Control+A.', required: true },
    selector: { label: 'Element', issue: 'selector', description: 'Left empty: where the focus is.' },
  },
  wait_for: {
    selector: ELEMENT,
    seconds: { label: 'Seconds at most', issue: 'within_seconds', description: 'Left empty: 15.' },
    gone: 'Wait until it is gone',
  },
  assert: {
    selector: ELEMENT,
    text: { label: 'Says', issue: 'text', description: 'A part of it. Left empty: it has to be there.' },
    gone: 'It must not be there',
  },
};

/** Words, where the others are in a language of the machine. */
const PLAIN: ReadonlySet<TextMember> = new Set(['text', 'value', 'is']);
const ORDER: readonly TextMember[] = ['selector', 'text', 'secret', 'seconds', 'value', 'is'];

/** What a branch or a repeat looks at; `at` is its place within the step. */
function conditionFields(at: 'if' | 'while' | 'until'): FieldsOfAction {
  return {
    selector: {
      ...ELEMENT,
      issue: `${at}.selector`,
      description: 'A CSS selector. More than one element may fit it.',
    },
    text: {
      label: 'Says',
      issue: `${at}.text`,
      description: 'A part of it. Left empty: it has to be there.',
    },
    seconds: {
      label: 'Seconds to wait for it',
      issue: `${at}.within_seconds`,
      description: 'Left empty: it is looked at once, when the page has come to rest.',
    },
    gone: 'It must not be there',
  };
}

const VALUE_FIELDS: FieldsOfAction = {
  value: {
    label: 'Value',
    issue: 'if.value',
    description: 'Such as {{input.country}}, or {{item}} within a repeat.',
    required: true,
  },
  is: { label: 'Is', issue: 'if.is', description: 'Left empty: the value must not be empty.' },
};

function fieldsOf(step: StepDraft): FieldsOfAction | undefined {
  if (step.action === 'branch') return step.about === 'value' ? VALUE_FIELDS : conditionFields('if');
  if (step.action === 'repeat') return step.goesBy === 'for_each' ? undefined : conditionFields(step.goesBy);
  return FIELDS[step.action];
}

export function ElementFields({ step, path, onChange, issues }: StepPropertiesProps) {
  const fields = fieldsOf(step);
  if (!fields) return null;
  const { gone } = fields;
  return (
    <>
      {ORDER.map((member) => {
        const words = fields[member];
        return words ? (
          <Field
            key={member}
            label={words.label}
            {...(words.description ? { description: words.description } : {})}
            error={issues.get(`${path}.${words.issue}`)}
            {...(words.required ? { required: true } : { optional: true })}
          >
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                spellCheck={false}
                className={PLAIN.has(member) ? undefined : 'font-mono'}
                value={step[member]}
                onChange={(event) => onChange({ ...step, [member]: event.target.value })}
              />
            )}
          </Field>
        ) : null;
      })}
      {gone ? (
        <Checkbox
          label={gone}
          checked={step.gone}
          onChange={(event) => onChange({ ...step, gone: event.target.checked })}
        />
      ) : null}
    </>
  );
}
