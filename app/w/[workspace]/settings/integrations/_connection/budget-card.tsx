'use client';

import { Card } from '@/app/_ui/card';
import { Meter } from '@/app/_ui/meter';
import { Notice } from '@/app/_ui/notice';
import { ClockTime, RelativeTime } from '@/app/_ui/relative-time';
import { StateMark } from '@/app/_ui/state-mark';
import { type BudgetMeter, meterState, metersOf, NO_LIMIT_WORDS, usedWords } from '@/app/_words/rate-budget';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

/** How much of what 1Password allows is used up, and when it runs out at the present pace. */
export function BudgetCard({ budget }: { budget: SecretProviderView['budget'] }) {
  if (!budget) {
    return (
      <Card title="Rate budget">
        <p className="text-muted">{NO_LIMIT_WORDS}</p>
      </Card>
    );
  }
  return (
    <Card
      title="Rate budget"
      sentence="What Latchkey has asked of 1Password, against the limits of the plan. Other users of the token count there too."
    >
      {budget.exhausted_at ? <Forecast at={budget.exhausted_at} /> : null}
      <ul className="grid gap-4 sm:grid-cols-3">
        {metersOf(budget).map(({ name, meter }) => (
          <li key={name}>
            <NamedMeter name={name} meter={meter} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Forecast({ at }: { at: string }) {
  return (
    <Notice tone="attention" title="This hour’s reads are running out">
      <p>
        At the pace of the last ten minutes none is left <RelativeTime at={at} />, at <ClockTime at={at} />. A
        longer cache duration makes runs share reads.
      </p>
    </Notice>
  );
}

const TONES = { plenty: 'normal', low: 'attention', used_up: 'failed' } as const;

function NamedMeter({ name, meter }: { name: string; meter: BudgetMeter }) {
  const state = meterState(meter);
  return (
    <div className="flex flex-col gap-1">
      <div className="flex min-h-6 flex-wrap items-center justify-between gap-x-2">
        <h3 className="font-medium">{name}</h3>
        {state === 'low' ? <StateMark tone="attention">Running low</StateMark> : null}
        {state === 'used_up' ? <StateMark tone="failed">Used up</StateMark> : null}
      </div>
      <Meter used={meter.used} limit={meter.limit} tone={TONES[state]} />
      <p className="text-sm text-muted">
        {usedWords(meter)} used, resets <RelativeTime at={meter.resets_at} />
      </p>
    </div>
  );
}
