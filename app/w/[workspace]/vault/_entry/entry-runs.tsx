'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { runsQuery } from '@/app/_queries/runs';
import { Card } from '@/app/_ui/card';
import { RelativeTime } from '@/app/_ui/relative-time';
import { Skeleton } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { RunStatusMark } from '../../_marks/run-status-mark';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';

const SHOWN_RUNS = 5;

export function EntryRuns({ entryId }: { entryId: string }) {
  const { slug, href } = useWorkspace();
  const query = useInfiniteQuery(runsQuery(slug, { entryId }, SHOWN_RUNS));
  return (
    <Card title="Runs that use it">
      <Loaded query={query} skeleton={<Skeleton className="w-1/2" />}>
        {(data) => {
          const runs = data.pages.flatMap((page) => page.data);
          if (runs.length === 0) {
            return (
              <p className="text-muted">
                None yet. Choose this entry when you run one of your{' '}
                <TextLink href={href('/workflows')}>workflows</TextLink>.
              </p>
            );
          }
          return (
            <ul className="flex flex-col divide-y">
              {runs.map((run) => (
                <li key={run.id} className="flex flex-wrap items-center justify-between gap-2 py-2">
                  <span>
                    <TextLink href={href(`/runs/${run.id}`)}>{run.workflow.name}</TextLink>
                    <span className="block text-sm text-muted">
                      <RelativeTime at={run.created_at} />
                    </span>
                  </span>
                  <RunStatusMark status={run.status} />
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Card>
  );
}
