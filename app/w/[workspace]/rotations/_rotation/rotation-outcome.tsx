'use client';

import { Notice } from '@/app/_ui/notice';
import { rotationSentence } from '@/app/_words/rotation';
import type { RotationView } from '@/lib/contract/rotation';

/** Why it ended as it did and what to do next: above everything else of the page. */
export function RotationOutcome({ rotation }: { rotation: RotationView }) {
  if (rotation.outcome === null || (rotation.outcome === 'finished' && rotation.reason === null)) return null;
  const untouched = rotation.outcome === 'skipped' ? ' The site and the item were not touched.' : '';
  return (
    <Notice
      tone={rotation.outcome === 'finished' || rotation.outcome === 'superseded' ? 'info' : 'attention'}
      title={`${rotationSentence(rotation)}${untouched}`}
    >
      {rotation.next_step ? (
        <p>
          <span className="font-medium">Next step:</span> {rotation.next_step}
        </p>
      ) : null}
      {rotation.reason ? <p className="font-mono text-sm text-muted">{rotation.reason}</p> : null}
    </Notice>
  );
}
