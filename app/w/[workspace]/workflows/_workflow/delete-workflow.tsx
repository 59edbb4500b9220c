'use client';

import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useDeleteWorkflow } from '@/app/_queries/workflows';
import { Button } from '@/app/_ui/button';
import { ConfirmDialog } from '@/app/_ui/confirm-dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { notify } from '@/app/_ui/toast';
import { plural } from '@/app/_words/plural';
import { placedSteps } from '@/lib/contract/step-tree';
import type { WorkflowView } from '@/lib/contract/workflow';
import { useWorkspace } from '../../_shell/workspace-context';

export function DeleteWorkflow({ workflow }: { workflow: WorkflowView }) {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const remove = useDeleteWorkflow(slug, workflow.id);
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        notify.done('Workflow deleted');
        router.push(href('/workflows'));
      },
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Trash2 aria-hidden />
        Delete
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Delete ${workflow.name}?`}
        confirmLabel="Delete workflow"
        busyLabel="Deleting…"
        busy={remove.isPending}
        onConfirm={confirm}
      >
        <p>
          Its {plural(placedSteps(workflow.steps).length, 'step')} and all{' '}
          {plural(workflow.version, 'version')} are lost. Programs that start it by its id are refused.
        </p>
        {remove.error ? <ErrorNotice error={asProblem(remove.error)} /> : null}
      </ConfirmDialog>
    </>
  );
}
