'use client';

import { ExternalLink } from 'lucide-react';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { Notice } from '@/app/_ui/notice';
import { orderedAnswers } from '@/app/_words/rotation';
import type { RotationView } from '@/lib/contract/rotation';
import { siteName } from '../../_marks/site-letter';
import { useWorkspace } from '../../_shell/workspace-context';
import { AnswerChoice } from './answer-choice';

/** What is asked of a person: what to do outside, and each thing they can say here with what comes of it. */
export function NeedsYou({ rotation }: { rotation: RotationView }) {
  const { can } = useWorkspace();
  const answers = orderedAnswers(rotation);
  return (
    <>
      <Notice tone="attention" title={rotation.next_step ?? 'Look at the site, then say what to do.'}>
        {rotation.candidate.journal ? (
          <p>Nothing is lost: both passwords are kept until you have answered.</p>
        ) : null}
        <Button asChild className="mt-1 w-fit">
          <a href={rotation.entry.domain} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden />
            Open {siteName(rotation.entry.domain)}
          </a>
        </Button>
      </Notice>
      <Card
        title="Your answer"
        sentence="Whatever you did by hand, a sign-in decides afterwards which password is right."
      >
        {can('rotations:write') ? (
          <ul className="flex flex-col divide-y">
            {answers.map((answer, index) => (
              <AnswerChoice key={answer} rotation={rotation} answer={answer} suggested={index === 0} />
            ))}
          </ul>
        ) : (
          <p className="text-muted">Your role may look at rotations only. Ask a member who may rotate.</p>
        )}
      </Card>
    </>
  );
}
