'use client';

import { Notice } from '@/app/_ui/notice';
import type { RotationView } from '@/lib/contract/rotation';

const WHAT_STANDS: Record<NonNullable<RotationView['outcome']>, string> = {
  finished: 'The new password is in place.',
  skipped: 'The site and the item were not touched.',
  aborted: 'The old password is still the right one.',
  superseded: 'The password that a person has set stands.',
  needs_human: 'It waits for a person.',
};

/** What came of it and what to do next, where it ended otherwise than plainly well. */
export function RotationOutcome({ rotation }: { rotation: RotationView }) {
  const { outcome, reason } = rotation;
  if (outcome === null || (outcome === 'finished' && reason === null)) return null;
  const good = outcome === 'finished' || outcome === 'superseded';
  return (
    <Notice tone={good ? 'info' : 'attention'} title={WHAT_STANDS[outcome]}>
      {rotation.next_step ? (
        <p>
          <span className="font-medium">Next step:</span> {rotation.next_step}
        </p>
      ) : null}
      {reason ? <p className="font-mono text-sm text-muted">{reason}</p> : null}
    </Notice>
  );
}
