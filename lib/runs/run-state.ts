import { z } from 'zod';
import type { RunStepView } from '@/lib/contract/run';
import type { WorkflowStep } from '@/lib/contract/workflow';

/** The part of an event row that the state is made from. */
export interface HistoryEvent {
  event: string;
  payload: unknown;
  createdAt: Date;
}

const stepEvent = z.object({ index: z.number().int(), state: z.enum(['running', 'done', 'failed']) });
const noteEvent = z.object({ index: z.number().int(), text: z.string() });

/** A run's steps as its history tells them. */
export function stepsFrom(steps: readonly WorkflowStep[], history: readonly HistoryEvent[]): RunStepView[] {
  const views = steps.map((step, index) => blank(step, index));
  for (const { event, payload, createdAt } of history) {
    if (event === 'execution.step') applyStep(views, stepEvent.parse(payload), createdAt);
    if (event === 'step.note') {
      const { index, text } = noteEvent.parse(payload);
      views[index]?.notes.push(text);
    }
    if (FINAL.has(event)) views.forEach(settle);
  }
  return views;
}

const FINAL: ReadonlySet<string> = new Set(['execution.success', 'execution.failed', 'execution.stopped']);

/** After the end nothing waits any more, and a step that a lost worker left open did not succeed. */
function settle(view: RunStepView): void {
  if (view.state === 'waiting') view.state = 'skipped';
  if (view.state === 'running') view.state = 'failed';
}

export function isFinal(status: string): boolean {
  return status === 'success' || status === 'failed' || status === 'stopped';
}

function applyStep(views: RunStepView[], change: z.infer<typeof stepEvent>, at: Date): void {
  const view = views[change.index];
  if (!view) return;
  view.state = change.state;
  if (change.state === 'running') view.started_at = at.toISOString();
  else view.finished_at = at.toISOString();
}

function blank(step: WorkflowStep, index: number): RunStepView {
  return {
    index,
    action: step.action,
    title: step.label ?? titleOf(step),
    state: 'waiting',
    started_at: null,
    finished_at: null,
    notes: [],
  };
}

export function titleOf(step: WorkflowStep): string {
  switch (step.action) {
    case 'goto':
      return `Open ${step.url}`;
    case 'sign_in':
      return `Sign in as ${step.credential}`;
    case 'extract':
      return `Read ${Object.keys(step.fields).join(', ')}`;
    case 'screenshot':
      return `Take a screenshot: ${step.name}`;
  }
}
