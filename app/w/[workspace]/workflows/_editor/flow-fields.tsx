'use client';

import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { Select } from '@/app/_ui/select';
import { MOST_PASSES } from '@/lib/contract/workflow-step';
import type { StepPropertiesProps } from './step-properties';

/** What a branch asks about, and what a repeat goes by; the element itself has its fields beside those (element-fields.tsx). */
export function FlowFields(props: StepPropertiesProps) {
  if (props.step.action === 'branch') return <AskField {...props} />;
  return props.step.action === 'repeat' ? <RepeatFields {...props} /> : null;
}

function AskField({ step, onChange }: StepPropertiesProps) {
  return (
    <Field label="Asks about">
      {(control) => (
        <Select
          {...control}
          value={step.about}
          onChange={(event) =>
            onChange({ ...step, about: event.target.value === 'value' ? 'value' : 'element' })
          }
        >
          <option value="element">An element of the page</option>
          <option value="value">An input or item</option>
        </Select>
      )}
    </Field>
  );
}

const WAYS = {
  while: { label: 'While an element is there, or gone', when: 'Looked at before each pass.' },
  until: { label: 'Until an element is there, or gone', when: 'Looked at after each pass.' },
  for_each: { label: 'For each item of a list', when: undefined },
} as const;

function RepeatFields(props: StepPropertiesProps) {
  const { step, path, onChange, issues } = props;
  const choose = (chosen: string) => {
    const goesBy = chosen === 'for_each' || chosen === 'until' ? chosen : 'while';
    onChange({ ...step, goesBy });
  };
  return (
    <>
      <Field label="Goes on" description={WAYS[step.goesBy].when}>
        {(control) => (
          <Select {...control} value={step.goesBy} onChange={(event) => choose(event.target.value)}>
            {Object.entries(WAYS).map(([way, { label }]) => (
              <option key={way} value={way}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {step.goesBy === 'for_each' ? <ListField {...props} /> : null}
      <Field
        label="Times at most"
        description={`1 to ${MOST_PASSES}.`}
        error={issues.get(`${path}.at_most`)}
        required
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            inputMode="numeric"
            className="w-32"
            value={step.atMost}
            onChange={(event) => onChange({ ...step, atMost: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function ListField({ step, path, onChange, issues, lists }: StepPropertiesProps) {
  const isUnknown = step.list !== '' && !lists.includes(step.list);
  return (
    <Field
      label="List"
      description="An input of the type list. Within, {{item}} is the item of the pass, and {{item.name}} a member of it."
      error={issues.get(`${path}.for_each`)}
      required
    >
      {(control) => (
        <Select
          {...control}
          value={step.list}
          onChange={(event) => onChange({ ...step, list: event.target.value })}
        >
          <option value="">Choose an input</option>
          {lists.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          {isUnknown ? <option value={step.list}>{step.list} (no list)</option> : null}
        </Select>
      )}
    </Field>
  );
}
