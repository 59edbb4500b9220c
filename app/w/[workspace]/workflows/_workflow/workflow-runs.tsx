'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { runsQuery } from '@/app/_queries/runs';
import { EmptyState } from '@/app/_ui/empty-state';
import { LoadMore } from '@/app/_ui/load-more';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { RunTable } from '../../runs/_list/run-table';

export function WorkflowRuns({ workflowId }: { workflowId: string }) {
  const { slug } = useWorkspace();
  const query = useInfiniteQuery(runsQuery(slug, { workflowId }));
  return (
    <Loaded query={query} skeleton={<SkeletonRows label="Loading runs" rows={3} />}>
      {(data) => {
        const runs = data.pages.flatMap((page) => page.data);
        if (runs.length === 0) {
          return (
            <EmptyState icon={Play} title="Not run yet">
              Press Run, choose the vault entries, and watch it work.
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
  );
}
