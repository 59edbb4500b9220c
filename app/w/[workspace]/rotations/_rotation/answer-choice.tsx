'use client';

import { useState } from 'react';
import { type ApiProblem, asProblem } from '@/app/_queries/api-problem';
import { useAnswerRotation } from '@/app/_queries/rotations';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { notify } from '@/app/_ui/toast';
import { answerWords } from '@/app/_words/rotation';
import type { RotationView } from '@/lib/contract/rotation';
import type { RotationAnswer } from '@/lib/contract/rotation-state';
import { useWorkspace } from '../../_shell/workspace-context';

export interface AnswerChoiceProps {
  rotation: RotationView;
  answer: RotationAnswer;
  suggested: boolean;
}

/** One thing to say. What comes of it is read before; what cannot be taken back is asked once more. */
export function AnswerChoice({ rotation, answer, suggested }: AnswerChoiceProps) {
  const { slug } = useWorkspace();
  const give = useAnswerRotation(slug, rotation.id);
  const [confirming, setConfirming] = useState(false);
  const { label, busy, consequence, final } = answerWords(answer, rotation);
  const send = () =>
    give.mutate(answer, {
      onSuccess: () => setConfirming(false),
      onError: (error) => tellIfOvertaken(asProblem(error)),
    });
  const failure = give.error ? <ErrorNotice error={asProblem(give.error)} /> : null;
  return (
    <li className="flex flex-col gap-2 py-3">
      <div className="flex flex-col items-start justify-between gap-x-4 gap-y-2 sm:flex-row sm:items-center">
        <p className="max-w-prose text-muted">{consequence}</p>
        <Button
          variant={suggested ? 'primary' : 'secondary'}
          disabled={give.isPending}
          onClick={final ? () => setConfirming(true) : send}
        >
          {give.isPending ? busy : final ? `${label}…` : label}
        </Button>
      </div>
      {confirming ? null : failure}
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={`${label}?`}
        confirmLabel={label}
        busyLabel={busy}
        busy={give.isPending}
        onConfirm={send}
      >
        <p>{consequence}</p>
        {failure}
      </ConfirmDialog>
    </li>
  );
}

const OVERTAKEN: ReadonlySet<string> = new Set(['rotation_not_waiting', 'conflict']);

/** The page is loaded anew then, and this choice may not be on it any more to say why. */
function tellIfOvertaken(problem: ApiProblem): void {
  if (OVERTAKEN.has(problem.code)) notify.failed(problem);
}
