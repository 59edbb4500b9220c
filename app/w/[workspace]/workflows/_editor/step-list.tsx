'use client';

import { ArrowDown, ArrowUp, Plus, Trash2, TriangleAlert } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { classNames } from '@/app/_ui/class-names';
import { Menu, MenuItem } from '@/app/_ui/menu';
import { STEP_ACTION_WORDS } from '@/app/_words/step-words';
import type { WorkflowStep } from '@/lib/contract/workflow';
import { newStep, type StepDraft } from './workflow-draft';
import type { Issues } from './workflow-issues';

export interface StepListProps {
  steps: StepDraft[];
  onChange: (steps: StepDraft[]) => void;
  issues: Issues;
  selected: string;
  onSelect: (key: string) => void;
}

const ACTIONS: ReadonlyArray<WorkflowStep['action']> = [
  'goto',
  'sign_in',
  'fill',
  'tfa',
  'click',
  'select',
  'press',
  'wait_for',
  'assert',
  'extract',
  'screenshot',
  'download',
];

export function StepList({ steps, onChange, issues, selected, onSelect }: StepListProps) {
  const add = (action: WorkflowStep['action']) => {
    const step = newStep(action);
    onChange([...steps, step]);
    onSelect(step.key);
  };
  const move = (from: number, by: number) => {
    const moved = steps[from];
    if (!moved) return;
    const others = steps.filter((step) => step !== moved);
    onChange([...others.slice(0, from + by), moved, ...others.slice(from + by)]);
  };
  return (
    <Card title="Steps" sentence={steps.length === 0 ? (issues.get('steps') ?? 'Add the first step.') : null}>
      <ol className="flex flex-col gap-1">
        {steps.map((step, index) => (
          <StepRow
            key={step.key}
            step={step}
            index={index}
            isLast={index === steps.length - 1}
            isBad={[...issues.keys()].some((path) => path.startsWith(`steps.${index}.`))}
            isSelected={step.key === selected}
            onSelect={() => onSelect(step.key)}
            onMove={(by) => move(index, by)}
            onRemove={() => onChange(steps.filter((other) => other !== step))}
          />
        ))}
      </ol>
      <Menu
        align="start"
        trigger={
          <Button className="w-fit">
            <Plus aria-hidden />
            Add step
          </Button>
        }
      >
        {ACTIONS.map((action) => (
          <MenuItem key={action} className="h-auto py-1.5" onSelect={() => add(action)}>
            <span>
              <span className="block font-medium">{STEP_ACTION_WORDS[action].label}</span>
              <span className="block max-w-64 text-sm text-muted">
                {STEP_ACTION_WORDS[action].description}
              </span>
            </span>
          </MenuItem>
        ))}
      </Menu>
    </Card>
  );
}

interface StepRowProps {
  step: StepDraft;
  index: number;
  isLast: boolean;
  isBad: boolean;
  isSelected: boolean;
  onSelect: () => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}

function StepRow({ step, index, isLast, isBad, isSelected, onSelect, onMove, onRemove }: StepRowProps) {
  const name = `step ${index + 1}`;
  return (
    <li
      className={classNames(
        'flex items-center rounded-md border border-transparent',
        isSelected ? 'border-accent bg-accent-soft' : 'hover:bg-hover',
      )}
    >
      <button
        type="button"
        aria-current={isSelected ? 'step' : undefined}
        onClick={onSelect}
        className="flex min-w-0 flex-1 items-center gap-2 px-2 py-1.5 text-left"
      >
        <span className="text-muted tabular-nums">{index + 1}</span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">
            {step.label || STEP_ACTION_WORDS[step.action].label}
          </span>
          <span className="block truncate text-sm text-muted">{detail(step)}</span>
        </span>
        {isBad ? (
          <TriangleAlert aria-label="needs another look" className="size-4 shrink-0 text-failed" />
        ) : null}
      </button>
      <Button
        variant="quiet"
        size="icon"
        aria-label={`Move ${name} up`}
        disabled={index === 0}
        onClick={() => onMove(-1)}
      >
        <ArrowUp aria-hidden />
      </Button>
      <Button
        variant="quiet"
        size="icon"
        aria-label={`Move ${name} down`}
        disabled={isLast}
        onClick={() => onMove(1)}
      >
        <ArrowDown aria-hidden />
      </Button>
      <Button variant="quiet" size="icon" aria-label={`Delete ${name}`} onClick={onRemove}>
        <Trash2 aria-hidden />
      </Button>
    </li>
  );
}

function detail(step: StepDraft): string {
  switch (step.action) {
    case 'goto':
      return step.url || 'No address yet';
    case 'sign_in':
      return step.credential || 'No credential yet';
    case 'screenshot':
      return step.name || 'No name yet';
    case 'extract':
      return (
        step.fields
          .map((field) => field.name)
          .filter(Boolean)
          .join(', ') || 'Nothing to read yet'
      );
    case 'tfa':
      return step.credential || 'No credential yet';
    case 'press':
      return step.text || 'No key yet';
    case 'download':
      return step.name || 'No name yet';
    case 'fill':
    case 'click':
    case 'select':
    case 'wait_for':
    case 'assert':
      return step.selector || 'No element yet';
  }
}
