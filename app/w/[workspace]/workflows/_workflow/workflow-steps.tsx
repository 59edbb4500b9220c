'use client';

import { Card } from '@/app/_ui/card';
import { classNames } from '@/app/_ui/class-names';
import { Facts } from '@/app/_ui/facts';
import { STEP_ACTION_WORDS } from '@/app/_words/step-words';
import { conditionWords, stepTitle } from '@/lib/contract/step-title';
import { placedSteps } from '@/lib/contract/step-tree';
import type { WorkflowView } from '@/lib/contract/workflow';
import type { WorkflowStep } from '@/lib/contract/workflow-step';
import { INDENTS } from '../../_marks/step-indent';

/** What the workflow does, what it needs, in words. */
export function WorkflowSteps({ workflow }: { workflow: WorkflowView }) {
  const aliases = Object.entries(workflow.vault_schema);
  const inputs = Object.entries(workflow.input_schema.properties);
  return (
    <div className="flex flex-col gap-4">
      <Card title="Steps">
        <ol className="flex flex-col">
          {placedSteps(workflow.steps).map(({ step, index, depth, part }) => (
            <li key={index} className="flex gap-3 border-b py-2 last:border-b-0">
              <span className="w-5 shrink-0 text-right text-muted tabular-nums">{index + 1}</span>
              <div className={classNames('min-w-0', INDENTS[depth])}>
                <p className="font-medium break-words">{stepTitle(step)}</p>
                <p className="text-sm break-words text-muted">
                  {part === 'else' ? 'Otherwise: ' : ''}
                  {stepDetail(step)}
                </p>
              </div>
            </li>
          ))}
        </ol>
      </Card>
      <Card title="What a run needs">
        <Facts
          facts={[
            ...aliases.map(([alias, { domain }]) => ({
              name: alias,
              value: domain ? `A vault entry for ${domain}` : 'A vault entry',
            })),
            ...inputs.map(([name, input]) => ({
              name,
              value: [
                input.type ?? 'any value',
                workflow.input_schema.required.includes(name) ? 'required' : 'optional',
                input.description,
              ]
                .filter(Boolean)
                .join(', '),
            })),
          ]}
        />
        {aliases.length + inputs.length === 0 ? (
          <p className="text-muted">Nothing: no credential, no input.</p>
        ) : null}
      </Card>
    </div>
  );
}

function stepDetail(step: WorkflowStep): string {
  const kind = STEP_ACTION_WORDS[step.action].label;
  switch (step.action) {
    case 'goto':
      return step.label ? `${kind}: ${step.url}` : kind;
    case 'sign_in':
      return `${kind} with ${step.credential}, ${step.url ? `at ${step.url}` : 'on the page the run is on'}`;
    case 'extract':
      return `${kind}: ${Object.entries(step.fields)
        .map(([name, field]) => `${name} from ${field.selector}`)
        .join('; ')}`;
    case 'screenshot':
      return kind;
    case 'fill':
      return `${kind}: ${step.selector}`;
    case 'tfa':
      return `${kind} with ${step.credential}${step.selector === undefined ? '' : `, in ${step.selector}`}`;
    case 'press':
      return step.selector === undefined ? kind : `${kind} in ${step.selector}`;
    case 'assert':
      return step.text === undefined ? kind : `${kind}: “${step.text}” in ${step.selector}`;
    case 'wait_for':
      return step.within_seconds === undefined ? kind : `${kind}, ${step.within_seconds} s at most`;
    case 'click':
    case 'select':
    case 'download':
      return `${kind}: ${step.selector}`;
    case 'branch':
      return step.label ? `${kind} ${conditionWords(step.if)}` : kind;
    case 'repeat':
      return step.label ? stepTitle({ ...step, label: undefined }) : kind;
  }
}
