'use client';

import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/app/_ui/button';
import { Notice } from '@/app/_ui/notice';
import { ANSWER_WORDS, rotationSentence } from '@/app/_words/rotation';
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
    <Notice tone="attention" title={rotationSentence(rotation)}>
      {rotation.next_step ? (
        <p>
          <span className="font-medium">Next step:</span> {rotation.next_step}
        </p>
      ) : null}
      <p>Nothing is lost: both passwords are kept until you have answered.</p>
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
