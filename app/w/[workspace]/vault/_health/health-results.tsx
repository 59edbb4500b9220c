'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type HealthFilter, healthResultsQuery } from '@/app/_queries/health-scans';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { LoadMore } from '@/app/_ui/load-more';
import { Select } from '@/app/_ui/select';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { StateMark } from '@/app/_ui/state-mark';
import { HEALTH_WORDS, resultMark } from '@/app/_words/health-scan';
import { type HealthResult, type HealthScanView, healthCode } from '@/lib/contract/health-scan';
import { entryName } from '../../_marks/entry-name';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';

const COLUMNS: ReadonlyArray<Column<HealthResult>> = [
  { name: 'Entry', names: true, cell: (row) => <span className="break-words">{entryName(row.entry)}</span> },
  { name: 'State', cell: (row) => <ResultMark result={row} /> },
  { name: 'Item', cell: (row) => <BoundItem result={row} /> },
  { name: 'What was found, and what to do', cell: (row) => <Findings result={row} /> },
];

export function HealthResults({ scan }: { scan: HealthScanView }) {
  const { slug, href } = useWorkspace();
  const [shown, setShown] = useState('attention');
  const query = useInfiniteQuery(healthResultsQuery(slug, scan, filterOf(shown)));
  if (scan.checked === 0) return null;
  return (
    <div className="flex flex-col gap-3">
      <Select
        className="w-full sm:w-64"
        aria-label="Show bindings"
        value={shown}
        onChange={(event) => setShown(event.target.value)}
      >
        <option value="attention">With a finding ({scan.problems})</option>
        <option value="">All ({scan.checked})</option>
        <option value="ok">Fine ({scan.checked - scan.problems})</option>
        {healthCode.options.map((code) => (
          <option key={code} value={code}>
            {HEALTH_WORDS[code]}
          </option>
        ))}
      </Select>
      <Loaded query={query} skeleton={<SkeletonRows label="Loading results" />}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.data);
          if (rows.length === 0) return <p className="text-muted">None of the bindings.</p>;
          return (
            <>
              <DataTable
                caption="Results"
                columns={COLUMNS}
                rows={rows}
                rowKey={(row) => row.entry_id}
                rowHref={(row) => href(`/vault/${row.entry_id}`)}
              />
              <LoadMore shown={rows.length} what={['binding', 'bindings']} query={query} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

function filterOf(shown: string): HealthFilter {
  if (shown === 'attention' || shown === 'ok') return { state: shown };
  const code = healthCode.safeParse(shown).data;
  return code ? { code } : {};
}

function ResultMark({ result }: { result: HealthResult }) {
  const { tone, label } = resultMark(result);
  return <StateMark tone={tone}>{label}</StateMark>;
}

function BoundItem({ result: { item, secret_provider: provider } }: { result: HealthResult }) {
  return (
    <span className="break-words">
      {item?.title ?? 'Not known'}
      <span className="block text-sm text-muted">
        {[item?.vault_title, provider?.name].filter(Boolean).join(', ')}
      </span>
    </span>
  );
}

function Findings({ result: { findings } }: { result: HealthResult }) {
  if (findings.length === 0) return <span className="text-muted">Nothing</span>;
  return (
    <ul className="flex flex-col gap-1">
      {findings.map(({ code, message, next_step: nextStep }) => (
        <li key={code} className="break-words">
          {message} <span className="block text-sm text-muted">{nextStep}</span>
        </li>
      ))}
    </ul>
  );
}
