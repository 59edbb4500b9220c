'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { runsQuery } from '@/app/_queries/runs';
import { workflowsQuery } from '@/app/_queries/workflows';
import { EmptyState } from '@/app/_ui/empty-state';
import { LoadMore } from '@/app/_ui/load-more';
import { PageHeader } from '@/app/_ui/page-header';
import { Select } from '@/app/_ui/select';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { RUN_STATUS_WORDS } from '@/app/_words/run-status';
import { RUN_STATUSES, type RunStatus } from '@/lib/contract/run';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { RunTable } from './run-table';

export function RunList() {
  const { slug, href } = useWorkspace();
  const [status, setStatus] = useState<RunStatus | ''>('');
  const [workflowId, setWorkflowId] = useState('');
  const query = useInfiniteQuery(
    runsQuery(slug, { ...(status ? { status } : {}), ...(workflowId ? { workflowId } : {}) }),
  );
  const filtered = status !== '' || workflowId !== '';
  return (
    <>
      <PageHeader title="Runs" sentence="What your workflows did, the newest first." />
      <div className="mb-3 flex flex-wrap gap-2">
        <Select
          className="w-full sm:w-44"
          aria-label="Filter by status"
          value={status}
          onChange={(event) =>
            setStatus(RUN_STATUSES.find((candidate) => candidate === event.target.value) ?? '')
          }
        >
          <option value="">Any status</option>
          {RUN_STATUSES.map((value) => (
            <option key={value} value={value}>
              {RUN_STATUS_WORDS[value].label}
            </option>
          ))}
        </Select>
        <WorkflowFilter value={workflowId} onChange={setWorkflowId} />
      </div>
      <Loaded query={query} skeleton={<SkeletonRows label="Loading runs" />}>
        {(data) => {
          const runs = data.pages.flatMap((page) => page.data);
          if (runs.length === 0) {
            return filtered ? (
              <EmptyState icon={Play} title="No run matches">
                Choose another status or workflow.
              </EmptyState>
            ) : (
              <EmptyState
                icon={Play}
                title="No run yet"
                action={<TextLink href={href('/workflows')}>Choose a workflow to run</TextLink>}
              >
                Each run shows its steps as they happen, what it read and what went wrong.
              </EmptyState>
            );
          }
          return (
            <>
              <RunTable runs={runs} />
              <LoadMore shown={runs.length} what={['run', 'runs']} query={query} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function WorkflowFilter({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { slug } = useWorkspace();
  const workflows = useQuery(workflowsQuery(slug));
  if (!workflows.data?.length) return null;
  return (
    <Select
      className="w-full sm:w-56"
      aria-label="Filter by workflow"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">All workflows</option>
      {workflows.data.map((workflow) => (
        <option key={workflow.id} value={workflow.id}>
          {workflow.name}
        </option>
      ))}
    </Select>
  );
}
