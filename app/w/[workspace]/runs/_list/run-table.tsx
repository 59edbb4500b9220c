'use client';

import { type Column, DataTable } from '@/app/_ui/data-table';
import { RelativeTime } from '@/app/_ui/relative-time';
import { durationWords } from '@/app/_words/duration';
import type { RunSummary } from '@/lib/contract/run';
import { RunStatusMark } from '../../_marks/run-status-mark';
import { siteName } from '../../_marks/site-letter';
import { useWorkspace } from '../../_shell/workspace-context';

const COLUMNS: ReadonlyArray<Column<RunSummary>> = [
  { name: 'Workflow', names: true, cell: (run) => run.workflow.name },
  { name: 'Status', cell: (run) => <RunStatusMark status={run.status} /> },
  { name: 'Credentials', cell: (run) => <Credentials run={run} /> },
  { name: 'Started', cell: (run) => <RelativeTime at={run.started_at ?? run.created_at} /> },
  {
    name: 'Took',
    cell: (run) =>
      run.started_at && run.finished_at ? (
        <span className="tabular-nums">{durationWords(run.started_at, run.finished_at)}</span>
      ) : (
        '–'
      ),
  },
  { name: 'By', cell: (run) => run.requested_by },
];

export function RunTable({ runs }: { runs: readonly RunSummary[] }) {
  const { href } = useWorkspace();
  return (
    <DataTable
      caption="Runs"
      columns={COLUMNS}
      rows={runs}
      rowKey={(run) => run.id}
      rowHref={(run) => href(`/runs/${run.id}`)}
    />
  );
}

function Credentials({ run }: { run: RunSummary }) {
  if (run.credentials.length === 0) return 'None';
  return (
    <span className="break-words">
      {run.credentials.map((used) => `${used.permissioned_user_id} on ${siteName(used.domain)}`).join(', ')}
    </span>
  );
}
