'use client';

import { Plus } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { Menu, MenuItem } from '@/app/_ui/menu';
import { STEP_ACTION_WORDS } from '@/app/_words/step-words';
import type { WorkflowStep } from '@/lib/contract/workflow-step';

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
  'branch',
  'repeat',
];

export interface AddStepProps {
  /** Which list it adds to, for who does not see where the button stands. */
  where?: string;
  /** A step cannot be within more than so many others. */
  canHold: boolean;
  onAdd: (action: WorkflowStep['action']) => void;
}

export function AddStep({ where, canHold, onAdd }: AddStepProps) {
  const actions = canHold ? ACTIONS : ACTIONS.filter((action) => action !== 'branch' && action !== 'repeat');
  return (
    <Menu
      align="start"
      trigger={
        <Button className="w-fit" variant={where ? 'quiet' : 'secondary'}>
          <Plus aria-hidden />
          Add step{where ? <span className="sr-only"> {where}</span> : null}
        </Button>
      }
    >
      {actions.map((action) => (
        <MenuItem key={action} className="h-auto py-1.5" onSelect={() => onAdd(action)}>
          <span>
            <span className="block font-medium">{STEP_ACTION_WORDS[action].label}</span>
            <span className="block max-w-64 text-sm text-muted">{STEP_ACTION_WORDS[action].description}</span>
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}
