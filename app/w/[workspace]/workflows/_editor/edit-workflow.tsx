'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { workflowQuery } from '@/app/_queries/workflows';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { notify } from '@/app/_ui/toast';
import type { WorkflowView } from '@/lib/contract/workflow';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { workflowInputOf } from '../_workflow/workflow-json';
import { draftOf } from './workflow-draft';
import { WorkflowEditor } from './workflow-editor';

export function EditWorkflow({ id }: { id: string }) {
  const { slug, href } = useWorkspace();
  const query = useQuery(workflowQuery(slug, id));
  return (
    <>
      <PageHeader
        back={<TextLink href={href(`/workflows/${id}`)}>{query.data?.name ?? 'Workflow'}</TextLink>}
        title="Edit workflow"
        sentence="Saving makes a new version. Runs under way go on with theirs."
      />
      <Loaded query={query} skeleton={<SkeletonCards label="Loading the workflow" cards={3} />}>
        {(workflow) => <Editor workflow={workflow} />}
      </Loaded>
    </>
  );
}

/** Starts from the workflow as it was when the page opened: a refresh in the background must not undo typing. */
function Editor({ workflow }: { workflow: WorkflowView }) {
  const { href } = useWorkspace();
  const router = useRouter();
  const [start] = useState(() => draftOf(workflowInputOf(workflow)));
  return (
    <WorkflowEditor
      id={workflow.id}
      start={start}
      cancelHref={href(`/workflows/${workflow.id}`)}
      onSaved={(saved) => {
        notify.done(`Saved as version ${saved.version}`);
        router.push(href(`/workflows/${saved.id}`));
      }}
    />
  );
}
