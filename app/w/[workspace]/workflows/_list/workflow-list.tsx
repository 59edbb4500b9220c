'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus, Workflow } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { workflowsQuery } from '@/app/_queries/workflows';
import { Button } from '@/app/_ui/button';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { RelativeTime } from '@/app/_ui/relative-time';
import { SearchInput } from '@/app/_ui/search-input';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { runStatus } from '@/lib/contract/run';
import { placedSteps } from '@/lib/contract/step-tree';
import type { WorkflowView } from '@/lib/contract/workflow';
import { RunStatusMark } from '../../_marks/run-status-mark';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';

const COLUMNS: ReadonlyArray<Column<WorkflowView>> = [
  { name: 'Name', names: true, cell: (workflow) => workflow.name },
  { name: 'Steps', cell: (workflow) => placedSteps(workflow.steps).length },
  { name: 'Version', cell: (workflow) => workflow.version },
  { name: 'Last run', cell: (workflow) => <LastRun workflow={workflow} /> },
  { name: 'Changed', cell: (workflow) => <RelativeTime at={workflow.updated_at} /> },
];

export function WorkflowList() {
  const { slug, href } = useWorkspace();
  const [search, setSearch] = useState('');
  const query = useQuery(workflowsQuery(slug));
  return (
    <>
      <PageHeader
        title="Workflows"
        sentence="What a browser does: open pages, sign in, read data."
        actions={query.data?.length ? <NewWorkflowLink /> : null}
      />
      <Loaded query={query} skeleton={<SkeletonRows label="Loading workflows" rows={4} />}>
        {(workflows) => {
          if (workflows.length === 0) {
            return (
              <EmptyState icon={Workflow} title="No workflow yet" action={<NewWorkflowLink />}>
                A workflow is a list of steps. Start with three: open the site, sign in, take a screenshot.
              </EmptyState>
            );
          }
          const shown = workflows.filter((workflow) => matches(workflow, search));
          return (
            <>
              <div className="mb-3 flex">
                <SearchInput label="Search workflows" value={search} onChange={setSearch} />
              </div>
              {shown.length === 0 ? (
                <EmptyState icon={Workflow} title="No workflow matches">
                  Search looks at names and descriptions.
                </EmptyState>
              ) : (
                <DataTable
                  caption="Workflows"
                  columns={COLUMNS}
                  rows={shown}
                  rowKey={(workflow) => workflow.id}
                  rowHref={(workflow) => href(`/workflows/${workflow.id}`)}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function matches(workflow: WorkflowView, search: string): boolean {
  return `${workflow.name}\n${workflow.description}`.toLowerCase().includes(search.trim().toLowerCase());
}

function NewWorkflowLink() {
  const { href, can } = useWorkspace();
  if (!can('workflows:write')) return null;
  return (
    <Button asChild variant="primary">
      <Link href={href('/workflows/new')}>
        <Plus aria-hidden />
        New workflow
      </Link>
    </Button>
  );
}

function LastRun({ workflow }: { workflow: WorkflowView }) {
  if (!workflow.last_run) return 'Never';
  const status = runStatus.safeParse(workflow.last_run.status);
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      {status.success ? <RunStatusMark status={status.data} /> : null}
      <RelativeTime at={workflow.last_run.created_at} />
    </span>
  );
}
