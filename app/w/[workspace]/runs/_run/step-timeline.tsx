'use client';

import { Card } from '@/app/_ui/card';
import { StateMark } from '@/app/_ui/state-mark';
import { durationWords } from '@/app/_words/duration';
import { STEP_STATE_WORDS } from '@/app/_words/run-status';
import type { RunStepView, RunView } from '@/lib/contract/run';

export function StepTimeline({ run }: { run: RunView }) {
  return (
    <Card title="Steps">
      <ol className="flex flex-col">
        {run.steps.map((step) => (
          <Step key={step.index} step={step} />
        ))}
      </ol>
    </Card>
  );
}

function Step({ step }: { step: RunStepView }) {
  const { tone, label } = STEP_STATE_WORDS[step.state];
  return (
    <li
      className="grid grid-cols-[1.25rem_1fr_auto] gap-x-3 border-b py-2 last:border-b-0"
      aria-current={step.state === 'running' ? 'step' : undefined}
    >
      <span className="text-right leading-6 text-muted tabular-nums">{step.index + 1}</span>
      <div className="min-w-0">
        <p className="leading-6 font-medium break-words">{step.title}</p>
        {step.notes.length > 0 ? (
          <ul className="flex flex-col text-sm text-muted">
            {numbered(step.notes).map(({ note, number }) => (
              <li key={number} className="break-words">
                {note}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <div className="flex flex-col items-end gap-1">
        <StateMark tone={tone}>{label}</StateMark>
        {step.started_at && step.finished_at ? (
          <span className="text-sm text-muted tabular-nums">
            {durationWords(step.started_at, step.finished_at)}
          </span>
        ) : null}
      </div>
    </li>
  );
}

/** Notes are only ever added at the end, so their place is what they are known by. */
function numbered(notes: readonly string[]) {
  return notes.map((note, index) => ({ note, number: index + 1 }));
}
