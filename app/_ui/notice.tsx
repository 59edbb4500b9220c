import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

const TONES = {
  info: { icon: Info, classes: 'border-line bg-sunken', iconClasses: 'text-muted' },
  ok: { icon: CircleCheck, classes: 'border-ok/40 bg-ok-soft', iconClasses: 'text-ok' },
  attention: {
    icon: TriangleAlert,
    classes: 'border-attention/40 bg-attention-soft',
    iconClasses: 'text-attention',
  },
  failed: { icon: CircleX, classes: 'border-failed/40 bg-failed-soft', iconClasses: 'text-failed' },
} as const;

export interface NoticeProps {
  tone: keyof typeof TONES;
  title: string;
  children?: ReactNode;
  /** `alert` interrupts a screen reader; use it for what has just gone wrong. */
  role?: 'alert' | 'status';
}

export function Notice({ tone, title, children, role }: NoticeProps) {
  const { icon: Icon, classes, iconClasses } = TONES[tone];
  return (
    <div role={role} className={classNames('flex gap-2 rounded-md border p-3', classes)}>
      <Icon aria-hidden className={classNames('mt-0.5 size-4 shrink-0', iconClasses)} />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="font-medium break-words">{title}</p>
        {children}
      </div>
    </div>
  );
}
