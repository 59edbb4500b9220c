import { z } from 'zod';
import type { RunStepView, RunView } from '@/lib/contract/run';
import { stepTitle } from '@/lib/contract/step-title';
import { type PlacedStep, placedSteps } from '@/lib/contract/step-tree';
import type { WorkflowStep } from '@/lib/contract/workflow-step';

/** The part of an event row that the state is made from. */
export interface HistoryEvent {
  event: string;
  payload: unknown;
  createdAt: Date;
}

const stepBegan = z.object({ index: z.number().int() });
const stepEnded = z.object({ index: z.number().int(), state: z.enum(['done', 'failed']) });
const noteEvent = z.object({ index: z.number().int(), text: z.string() });

/** A run's steps as its history tells them. */
export function stepsFrom(steps: readonly WorkflowStep[], history: readonly HistoryEvent[]): RunStepView[] {
  const placed = placedSteps(steps);
  const views = placed.map(blank);
  for (const { event, payload, createdAt } of history) {
    if (event === 'execution.step') {
      const view = views[stepBegan.parse(payload).index];
      const at = createdAt.toISOString();
      if (view) Object.assign(view, { state: 'running', started_at: at, passes: view.passes + 1 });
    }
    if (event === 'step.ended') {
      const { index, state } = stepEnded.parse(payload);
      const view = views[index];
      if (view) Object.assign(view, { state, finished_at: createdAt.toISOString() });
      // The other way of a branch, and a repeat that had nothing to do.
      views.slice(index + 1, (placed[index]?.lastIndex ?? index) + 1).forEach(settle);
    }
    if (event === 'step.note') {
      const { index, text } = noteEvent.parse(payload);
      views[index]?.notes.push(text);
    }
    if (event === 'execution.requeued') views.forEach(begin);
    if (FINAL.has(event)) views.forEach(settle);
  }
  return views;
}

const paused = z.object({ message: z.string() });

/** Why a run that could begin has not, in words; null where its newest event says nothing of the kind. */
export function pauseOf(history: readonly HistoryEvent[]): RunView['pause'] {
  const newest = history.at(-1);
  if (newest?.event !== 'execution.pause') return null;
  return { message: paused.parse(newest.payload).message, since: newest.createdAt.toISOString() };
}

const FINAL: ReadonlySet<string> = new Set(['execution.success', 'execution.failed', 'execution.stopped']);

/** The next attempt starts at the first step; what was noted before stays to be read. */
function begin(view: RunStepView): void {
  Object.assign(view, { state: 'waiting', started_at: null, finished_at: null, passes: 0 });
}

/** After the end nothing waits any more, and a step that a lost worker left open did not succeed. */
function settle(view: RunStepView): void {
  if (view.state === 'waiting') view.state = 'skipped';
  if (view.state === 'running') view.state = 'failed';
}

export function isFinal(status: string): boolean {
  return status === 'success' || status === 'failed' || status === 'stopped';
}

function blank({ step, index, depth, part }: PlacedStep): RunStepView {
  return {
    index,
    depth,
    part,
    action: step.action,
    title: stepTitle(step),
    state: 'waiting',
    started_at: null,
    finished_at: null,
    passes: 0,
    notes: [],
  };
}
