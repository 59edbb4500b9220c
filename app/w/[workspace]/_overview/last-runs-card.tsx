'use client';

import { Card } from '@/app/_ui/card';
import { RelativeTime } from '@/app/_ui/relative-time';
import { TextLink } from '@/app/_ui/text-link';
import type { RunSummary } from '@/lib/contract/run';
import { RunStatusMark } from '../_marks/run-status-mark';
import { useWorkspace } from '../_shell/workspace-context';

export function LastRunsCard({ runs }: { runs: readonly RunSummary[] }) {
  const { href } = useWorkspace();
  return (
    <Card title="Last runs" actions={<TextLink href={href('/runs')}>All runs</TextLink>}>
      {runs.length === 0 ? (
        <p className="text-muted">No run yet.</p>
      ) : (
        <ul className="flex flex-col divide-y">
          {runs.map((run) => (
            <li key={run.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
              <span className="min-w-0">
                <TextLink href={href(`/runs/${run.id}`)}>{run.workflow.name}</TextLink>
                <span className="block text-sm text-muted">
                  <RelativeTime at={run.created_at} />, by {run.requested_by}
                  {run.error ? ` · ${run.error.message}` : ''}
                </span>
              </span>
              <RunStatusMark status={run.status} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
