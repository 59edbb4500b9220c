import { classNames } from './class-names';

export interface MeterProps {
  used: number;
  limit: number;
  tone: 'normal' | 'attention' | 'failed';
}

const FILLS = { normal: 'bg-accent', attention: 'bg-attention', failed: 'bg-failed' } as const;

/** How much of something limited is used. Only a picture: the words that say it stand beside it. */
export function Meter({ used, limit, tone }: MeterProps) {
  const share = limit > 0 ? Math.min(100, (used / limit) * 100) : 100;
  return (
    <div aria-hidden className="h-2 overflow-hidden rounded-full border border-line-strong/40 bg-sunken">
      <div className={classNames('h-full rounded-full', FILLS[tone])} style={{ width: `${share}%` }} />
    </div>
  );
}
