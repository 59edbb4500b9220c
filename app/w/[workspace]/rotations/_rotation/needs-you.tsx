'use client';

import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/app/_ui/button';
import { Notice } from '@/app/_ui/notice';
import { ANSWER_WORDS } from '@/app/_words/rotation';
import type { RotationView } from '@/lib/contract/rotation';
import type { RotationAnswer } from '@/lib/contract/rotation-state';
import { siteName } from '../../_marks/site-letter';
import { useWorkspace } from '../../_shell/workspace-context';
import { AnswerDialog } from './answer-dialog';

/** What is asked of a person: why, what was tried is below, and each thing they can say with what comes of it. */
export function NeedsYou({ rotation }: { rotation: RotationView }) {
  const { can } = useWorkspace();
  const [asked, setAsked] = useState<RotationAnswer | null>(null);
  return (
    <Notice tone="attention" title={rotation.next_step ?? 'Look at the site, then say what to do.'}>
      {rotation.candidate.journal ? (
        <p>Nothing is lost: both passwords are kept until you have answered.</p>
      ) : null}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button asChild>
          <a href={rotation.entry.domain} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden />
            Open {siteName(rotation.entry.domain)}
          </a>
        </Button>
        {can('rotations:write')
          ? rotation.answers.map((answer) => (
              <Button key={answer} onClick={() => setAsked(answer)}>
                {ANSWER_WORDS[answer].label}
              </Button>
            ))
          : null}
      </div>
      <AnswerDialog rotation={rotation} answer={asked} onClose={() => setAsked(null)} />
    </Notice>
  );
}
