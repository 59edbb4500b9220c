'use client';

import { Card } from '@/app/_ui/card';
import { RelativeTime } from '@/app/_ui/relative-time';
import { StateMark } from '@/app/_ui/state-mark';
import { PASSWORD_WORDS, VERDICT_WORDS } from '@/app/_words/rotation';
import type { RotationView } from '@/lib/contract/rotation';

/** Which values were tried, and what the site said. Only a sign-in decides which password is the right one. */
export function Attempts({ rotation }: { rotation: RotationView }) {
  if (rotation.attempts.length === 0) return null;
  return (
    <Card
      title="Sign-ins that were tried"
      sentence="Which password is right is never taken from what a page says, only from signing in with it."
    >
      <ol className="flex flex-col divide-y">
        {rotation.attempts.map((attempt) => (
          <li
            key={`${attempt.at} ${attempt.value}`}
            className="flex flex-wrap items-center justify-between gap-2 py-2"
          >
            <span>
              With {PASSWORD_WORDS[attempt.value]}
              <span className="block text-sm text-muted">
                <RelativeTime at={attempt.at} />
              </span>
            </span>
            <Verdict verdict={attempt.verdict} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Verdict({ verdict }: { verdict: RotationView['attempts'][number]['verdict'] }) {
  if (verdict === null) return <StateMark tone="neutral">Not known how it went</StateMark>;
  const { tone, label } = VERDICT_WORDS[verdict];
  return <StateMark tone={tone}>{label}</StateMark>;
}
