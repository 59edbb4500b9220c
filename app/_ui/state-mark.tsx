import { CircleCheck, CircleDashed, CircleStop, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react';
import { classNames } from './class-names';

const TONES = {
  ok: { icon: CircleCheck, classes: 'bg-ok-soft text-ok' },
  attention: { icon: TriangleAlert, classes: 'bg-attention-soft text-attention' },
  failed: { icon: CircleX, classes: 'bg-failed-soft text-failed' },
  running: { icon: LoaderCircle, classes: 'bg-accent-soft text-accent' },
  stopped: { icon: CircleStop, classes: 'bg-sunken text-muted' },
  neutral: { icon: CircleDashed, classes: 'bg-sunken text-muted' },
} as const;

export type Tone = keyof typeof TONES;

/** A state is an icon and a word; the colour only repeats it. */
export function StateMark({ tone, children }: { tone: Tone; children: string }) {
  const { icon: Icon, classes } = TONES[tone];
  return (
    <span
      className={classNames(
        'inline-flex h-6 shrink-0 items-center gap-1 rounded-full px-2 text-sm font-medium whitespace-nowrap',
        classes,
      )}
    >
      <Icon aria-hidden className={classNames('size-3.5', tone === 'running' && 'animate-spin')} />
      {children}
    </span>
  );
}
