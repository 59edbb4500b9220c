'use client';

import { asProblem } from '@/app/_queries/api-problem';
import { useAnswerRotation } from '@/app/_queries/rotations';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { ANSWER_WORDS } from '@/app/_words/rotation';
import type { RotationView } from '@/lib/contract/rotation';
import type { RotationAnswer } from '@/lib/contract/rotation-state';
import { useWorkspace } from '../../_shell/workspace-context';

export interface AnswerDialogProps {
  rotation: RotationView;
  /** Null: closed. */
  answer: RotationAnswer | null;
  onClose: () => void;
}

/** What comes of an answer is read before it is given. */
export function AnswerDialog({ rotation, answer, onClose }: AnswerDialogProps) {
  const { slug } = useWorkspace();
  const give = useAnswerRotation(slug, rotation.id);
  if (answer === null) return null;
  const { label, busy, consequence } = ANSWER_WORDS[answer];
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={label}
      description={consequence}
    >
      {give.error ? (
        <DialogBody>
          <ErrorNotice error={asProblem(give.error)} />
        </DialogBody>
      ) : null}
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant={answer === 'stop' ? 'danger' : 'primary'}
          disabled={give.isPending}
          onClick={() => give.mutate(answer, { onSuccess: onClose })}
        >
          {give.isPending ? busy : label}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
