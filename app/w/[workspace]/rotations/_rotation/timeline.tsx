'use client';

import { Card } from '@/app/_ui/card';
import { ClockTime } from '@/app/_ui/relative-time';
import { StateMark } from '@/app/_ui/state-mark';
import { durationWords } from '@/app/_words/duration';
import { ROTATION_STATE_WORDS } from '@/app/_words/rotation';
import type { RotationView } from '@/lib/contract/rotation';
import { type Chapter, chaptersOf } from './chapters';

export function Timeline({ rotation }: { rotation: RotationView }) {
  const chapters = chaptersOf(rotation.history);
  return (
    <Card title="What happened">
      <ol className="flex flex-col">
        {chapters.map((chapter, index) => (
          <Step
            key={chapter.seq}
            chapter={chapter}
            until={chapters[index + 1]?.at ?? rotation.finished_at}
            current={index === chapters.length - 1 && rotation.finished_at === null}
          />
        ))}
      </ol>
    </Card>
  );
}

function Step({ chapter, until, current }: { chapter: Chapter; until: string | null; current: boolean }) {
  const { tone, label, doing } = ROTATION_STATE_WORDS[chapter.state];
  // What is behind us is neither running nor waiting any more.
  const shown = current || tone === 'stopped' || tone === 'attention' ? tone : 'ok';
  return (
    <li
      className="grid grid-cols-[1fr_auto] gap-x-3 border-b py-2 last:border-b-0"
      aria-current={current ? 'step' : undefined}
    >
      <div className="min-w-0">
        <StateMark tone={shown}>{label}</StateMark>
        {current && chapter.notes.length === 0 ? <p className="mt-1 text-sm text-muted">{doing}</p> : null}
        {chapter.notes.length > 0 ? (
          <ul className="mt-1 flex flex-col text-sm text-muted">
            {chapter.notes.map(({ seq, note }) => (
              <li key={seq} className="break-words">
                {note}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <div className="text-right text-sm text-muted tabular-nums">
        <ClockTime at={chapter.at} />
        {until && until !== chapter.at ? (
          <span className="block">{durationWords(chapter.at, until)}</span>
        ) : null}
      </div>
    </li>
  );
}
