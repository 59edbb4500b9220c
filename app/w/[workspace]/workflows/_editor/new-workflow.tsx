'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { PageHeader } from '@/app/_ui/page-header';
import { TextLink } from '@/app/_ui/text-link';
import { notify } from '@/app/_ui/toast';
import { useWorkspace } from '../../_shell/workspace-context';
import { newDraft } from './workflow-draft';
import { WorkflowEditor } from './workflow-editor';

export function NewWorkflow() {
  const { href } = useWorkspace();
  const router = useRouter();
  const [start] = useState(newDraft);
  return (
    <>
      <PageHeader
        back={<TextLink href={href('/workflows')}>Workflows</TextLink>}
        title="New workflow"
        sentence="Say what the browser does, step by step."
      />
      <WorkflowEditor
        start={start}
        cancelHref={href('/workflows')}
        onSaved={(workflow) => {
          notify.done('Workflow saved');
          router.push(href(`/workflows/${workflow.id}`));
        }}
      />
    </>
  );
}
