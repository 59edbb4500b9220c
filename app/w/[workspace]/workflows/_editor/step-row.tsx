'use client';

import { ArrowDown, ArrowUp, Trash2, TriangleAlert } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { classNames } from '@/app/_ui/class-names';
import { STEP_ACTION_WORDS } from '@/app/_words/step-words';
import { conditionWords } from '@/lib/contract/step-title';
import type { StepDraft } from './step-draft';

export interface StepRowProps {
  step: StepDraft;
  number: number;
  isBad: boolean;
  isSelected: boolean;
  onSelect: () => void;
  /** Null where there is nowhere to go. */
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onRemove: () => void;
}

export function StepRow(props: StepRowProps) {
  const { step, number, isBad, isSelected, onSelect, onUp, onDown, onRemove } = props;
  const name = `step ${number}`;
  return (
    <div
      className={classNames(
        'flex items-center rounded-md border border-transparent',
        isSelected ? 'border-accent bg-accent-soft' : 'hover:bg-hover',
      )}
    >
      <button
        type="button"
        id={stepElementId(step.key, 'open')}
        aria-current={isSelected ? 'step' : undefined}
        onClick={onSelect}
        className="flex min-w-0 flex-1 items-center gap-2 px-2 py-1.5 text-left"
      >
        <span className="text-muted tabular-nums">{number}</span>
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
      {MOVES.map(({ direction, icon: Icon }) => {
        const onMove = direction === 'up' ? onUp : onDown;
        return (
          <Button
            key={direction}
            variant="quiet"
            size="icon"
            id={stepElementId(step.key, direction)}
            aria-label={`Move ${name} ${direction}`}
            disabled={!onMove}
            onClick={onMove ?? undefined}
          >
            <Icon aria-hidden />
          </Button>
        );
      })}
      <Button variant="quiet" size="icon" aria-label={`Delete ${name}`} onClick={onRemove}>
        <Trash2 aria-hidden />
      </Button>
    </div>
  );
}

const MOVES = [
  { direction: 'up', icon: ArrowUp },
  { direction: 'down', icon: ArrowDown },
] as const;

type Part = 'open' | 'up' | 'down';

function stepElementId(key: string, part: Part): string {
  return `step-${key}-${part}`;
}

/** Once it is shown: a step that moves into another one, or that another takes the place of, is drawn anew. */
export function focusStep(key: string, part: Part): void {
  const find = (wanted: Part) => {
    const element = document.getElementById(stepElementId(key, wanted));
    return element instanceof HTMLButtonElement && !element.disabled ? element : null;
  };
  requestAnimationFrame(() => (find(part) ?? find('open'))?.focus());
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
    case 'branch':
    case 'repeat':
      return conditionDetail(step);
  }
}

function conditionDetail(step: StepDraft): string {
  if (step.action === 'repeat' && step.goesBy === 'for_each') {
    return step.list ? `For each of ${step.list}` : 'No list yet';
  }
  if (step.action === 'branch' && step.about === 'value') {
    return step.value ? conditionWords({ value: step.value, is: step.is || undefined }) : 'No value yet';
  }
  if (!step.selector) return 'No element yet';
  const { selector, gone } = step;
  const words = conditionWords({ selector, gone, ...(step.text ? { text: step.text } : {}) });
  return step.action === 'branch' ? words : `${step.goesBy === 'while' ? 'While' : 'Until'} ${words}`;
}
