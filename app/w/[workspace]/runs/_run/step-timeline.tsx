'use client';

import { Card } from '@/app/_ui/card';
import { classNames } from '@/app/_ui/class-names';
import { StateMark } from '@/app/_ui/state-mark';
import { durationWords } from '@/app/_words/duration';
import { plural } from '@/app/_words/plural';
import { STEP_STATE_WORDS } from '@/app/_words/run-status';
import type { RunStepView, RunView } from '@/lib/contract/run';
import { INDENTS } from '../../_marks/step-indent';

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
      <div className={classNames('min-w-0', INDENTS[step.depth])}>
        <p className="leading-6 font-medium break-words">
          {step.part === 'else' ? <span className="font-normal text-muted">Otherwise: </span> : null}
          {step.title}
        </p>
        <Notes notes={step.notes} />
      </div>
      <div className="flex flex-col items-end gap-1">
        <StateMark tone={tone}>{label}</StateMark>
        {step.passes > 1 ? <span className="text-sm text-muted">{step.passes} times</span> : null}
        {step.started_at && step.finished_at ? (
          <span className="text-sm text-muted tabular-nums">
            {durationWords(step.started_at, step.finished_at)}
          </span>
        ) : null}
      </div>
    </li>
  );
}

/** More than one sign-in says. Of a step that was carried out again and again, the newest; the others are folded away. */
const SHOWN_NOTES = 12;

function Notes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null;
  const all = numbered(notes);
  const earlier = all.slice(0, -SHOWN_NOTES);
  return (
    <>
      {earlier.length > 0 ? (
        <details className="text-sm text-muted">
          <summary className="w-fit rounded text-accent">{plural(earlier.length, 'earlier line')}</summary>
          <NoteList notes={earlier} />
        </details>
      ) : null}
      <NoteList notes={all.slice(-SHOWN_NOTES)} />
    </>
  );
}

function NoteList({ notes }: { notes: ReturnType<typeof numbered> }) {
  return (
    <ul className="flex flex-col text-sm text-muted">
      {notes.map(({ note, number }) => (
        <li key={number} className="break-words">
          {note}
        </li>
      ))}
    </ul>
  );
}

/** Notes are only ever added at the end, so their place is what they are known by. */
function numbered(notes: readonly string[]) {
  return notes.map((note, index) => ({ note, number: index + 1 }));
}
