'use client';

import { useQuery } from '@tanstack/react-query';
import { PenLine, Play } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { workflowQuery } from '@/app/_queries/workflows';
import { Button } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { Tabs } from '@/app/_ui/tabs';
import { TextLink } from '@/app/_ui/text-link';
import { plural } from '@/app/_words/plural';
import { placedSteps } from '@/lib/contract/step-tree';
import type { WorkflowView } from '@/lib/contract/workflow';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { RunDialog } from '../_run/run-dialog';
import { DeleteWorkflow } from './delete-workflow';
import { WorkflowJson } from './workflow-json';
import { WorkflowRuns } from './workflow-runs';
import { WorkflowSteps } from './workflow-steps';

export function WorkflowPage({ id }: { id: string }) {
  const { slug, href } = useWorkspace();
  const query = useQuery(workflowQuery(slug, id));
  const workflow = query.data;
  return (
    <>
      <PageHeader
        back={<TextLink href={href('/workflows')}>Workflows</TextLink>}
        title={workflow?.name ?? 'Workflow'}
        sentence={
          workflow
            ? workflow.description ||
              `${plural(placedSteps(workflow.steps).length, 'step')}, version ${workflow.version}.`
            : null
        }
        actions={workflow ? <WorkflowActions workflow={workflow} /> : null}
      />
      <Loaded query={query} skeleton={<SkeletonCards label="Loading the workflow" />}>
        {(loaded) => <WorkflowTabs workflow={loaded} />}
      </Loaded>
    </>
  );
}

function WorkflowActions({ workflow }: { workflow: WorkflowView }) {
  const { href, can } = useWorkspace();
  const [running, setRunning] = useState(false);
  return (
    <>
      {can('workflows:write') ? (
        <>
          <Button asChild>
            <Link href={href(`/workflows/${workflow.id}/edit`)}>
              <PenLine aria-hidden />
              Edit
            </Link>
          </Button>
          <DeleteWorkflow workflow={workflow} />
        </>
      ) : null}
      {can('runs:write') ? (
        <Button variant="primary" onClick={() => setRunning(true)}>
          <Play aria-hidden />
          Run
        </Button>
      ) : null}
      <RunDialog workflow={workflow} open={running} onOpenChange={setRunning} />
    </>
  );
}

function WorkflowTabs({ workflow }: { workflow: WorkflowView }) {
  const [tab, setTab] = useState<'steps' | 'runs' | 'json'>('steps');
  return (
    <Tabs
      label="Workflow"
      value={tab}
      onChange={setTab}
      tabs={[
        { value: 'steps', label: 'Steps', content: <WorkflowSteps workflow={workflow} /> },
        { value: 'runs', label: 'Runs', content: <WorkflowRuns workflowId={workflow.id} /> },
        { value: 'json', label: 'JSON', content: <WorkflowJson workflow={workflow} /> },
      ]}
    />
  );
}
