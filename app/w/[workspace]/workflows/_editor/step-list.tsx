'use client';

import { Card } from '@/app/_ui/card';
import type { StepPart } from '@/lib/contract/step-tree';
import { MOST_NESTED } from '@/lib/contract/workflow-step';
import { AddStep } from './add-step';
import { newStep, type StepDraft } from './step-draft';
import {
  moveStep,
  type OutlineRow,
  outlineOf,
  partsOf,
  replaceStep,
  rowOfIssue,
  withPart,
} from './step-outline';
import { focusStep, StepRow } from './step-row';
import type { Issues } from './workflow-issues';

export interface StepListProps {
  steps: StepDraft[];
  onChange: (steps: StepDraft[]) => void;
  issues: Issues;
  selected: string;
  onSelect: (key: string) => void;
}

export function StepList(props: StepListProps) {
  const { steps, onChange, issues, onSelect } = props;
  const rows = outlineOf(steps);
  const list = {
    ...props,
    rows: new Map(rows.map((row) => [row.step.key, row])),
    bad: new Set([...issues.keys()].map((path) => rowOfIssue(rows, path)?.step.key)),
  };
  const add = (action: StepDraft['action']) => {
    const step = newStep(action);
    onChange([...steps, step]);
    onSelect(step.key);
  };
  return (
    <Card title="Steps" sentence={steps.length === 0 ? (issues.get('steps') ?? 'Add the first step.') : null}>
      <Rows list={list} steps={steps} />
      <AddStep canHold onAdd={add} />
    </Card>
  );
}

interface List extends StepListProps {
  rows: ReadonlyMap<string, OutlineRow>;
  /** Keys of the steps that need another look. */
  bad: ReadonlySet<string | undefined>;
}

function Rows({ list, steps }: { list: List; steps: readonly StepDraft[] }) {
  if (steps.length === 0) return null;
  return (
    <ol className="flex flex-col gap-1">
      {steps.map((step) => (
        <li key={step.key} className="flex flex-col gap-1">
          <OneRow list={list} step={step} />
          {partsOf(step).map(([part]) => (
            <Part key={part} list={list} holder={step} part={part} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function OneRow({ list, step }: { list: List; step: StepDraft }) {
  const { steps, onChange, rows, bad, selected, onSelect } = list;
  const [up, down] = [moveStep(steps, step.key, -1), moveStep(steps, step.key, 1)];
  const moveTo = (moved: StepDraft[], by: 'up' | 'down') => () => {
    onChange(moved);
    focusStep(step.key, by);
  };
  const remove = () => {
    const keys = [...rows.keys()];
    const next =
      keys[keys.indexOf(step.key) + 1 + outlineOf(partsOf(step).flatMap(([, inner]) => inner)).length];
    onChange(replaceStep(steps, step.key, null));
    const beside = next ?? keys[keys.indexOf(step.key) - 1];
    if (beside !== undefined) focusStep(beside, 'open');
  };
  return (
    <StepRow
      step={step}
      number={rows.get(step.key)?.number ?? 0}
      isBad={bad.has(step.key)}
      isSelected={step.key === selected}
      onSelect={() => onSelect(step.key)}
      onUp={up === steps ? null : moveTo(up, 'up')}
      onDown={down === steps ? null : moveTo(down, 'down')}
      onRemove={remove}
    />
  );
}

/** The steps within a step, under what they are. */
function Part({ list, holder, part }: { list: List; holder: StepDraft; part: StepPart }) {
  const { steps, onChange, onSelect, rows, issues } = list;
  const { number, path, depth } = rows.get(holder.key) ?? { number: 0, path: '', depth: 0 };
  const inner = partsOf(holder).find(([name]) => name === part)?.[1] ?? [];
  const words = partWords(holder, part);
  const add = (action: StepDraft['action']) => {
    const step = newStep(action);
    onChange(replaceStep(steps, holder.key, withPart(holder, part, [...inner, step])));
    onSelect(step.key);
  };
  return (
    <div className="ml-3 flex flex-col gap-1 border-l pl-2">
      <span className="px-2 text-sm text-muted">{words}</span>
      <Rows list={list} steps={inner} />
      {inner.length === 0 && issues.get(`${path}.${part}`) ? (
        <span className="px-2 text-sm text-failed">{issues.get(`${path}.${part}`)}</span>
      ) : null}
      <AddStep
        where={`to step ${number}, ${words.toLowerCase()}`}
        canHold={depth + 1 < MOST_NESTED}
        onAdd={add}
      />
    </div>
  );
}

function partWords({ action }: StepDraft, part: StepPart): string {
  if (action === 'repeat') return 'In each pass';
  return part === 'else' ? 'Otherwise' : 'Then';
}
