'use client';

import { useState } from 'react';
import { Button } from '@/app/_ui/button';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { Select } from '@/app/_ui/select';
import { StateMark } from '@/app/_ui/state-mark';
import { BULK_OUTCOME_WORDS, MATCH_WORDS } from '@/app/_words/bulk-bind';
import { ENTRY_WARNING_WORDS } from '@/app/_words/entry-warning';
import {
  BULK_OUTCOMES,
  type BulkBindResult,
  type BulkRowResult,
  bulkOutcome,
} from '@/lib/contract/bulk-bind';
import { siteName } from '../../_marks/site-letter';

const SHOWN_AT_ONCE = 100;

/** Row by row, those that are refused first on demand. */
export function BulkRows({ result }: { result: BulkBindResult }) {
  const [only, setOnly] = useState(result.counts.refused > 0 ? 'refused' : '');
  const [limit, setLimit] = useState(SHOWN_AT_ONCE);
  const chosen = bulkOutcome.safeParse(only).data;
  const rows = chosen ? result.rows.filter(({ outcome }) => outcome === chosen) : result.rows;
  const words = (outcome: BulkRowResult['outcome']) =>
    BULK_OUTCOME_WORDS[outcome][result.dry_run ? 'planned' : 'done'];
  return (
    <div className="flex flex-col gap-3">
      <Select
        className="w-full sm:w-56"
        aria-label="Show rows"
        value={only}
        onChange={(event) => setOnly(event.target.value)}
      >
        <option value="">All rows ({result.rows.length})</option>
        {BULK_OUTCOMES.filter((outcome) => result.counts[outcome] > 0).map((outcome) => (
          <option key={outcome} value={outcome}>
            {words(outcome)} ({result.counts[outcome]})
          </option>
        ))}
      </Select>
      <DataTable
        caption="Rows of the list"
        columns={columnsOf(words)}
        rows={rows.slice(0, limit)}
        rowKey={({ row }) => String(row)}
      />
      {rows.length > limit ? (
        <Button className="w-fit" onClick={() => setLimit(limit + SHOWN_AT_ONCE)}>
          Show more of {rows.length} rows
        </Button>
      ) : null}
    </div>
  );
}

function columnsOf(words: (outcome: BulkRowResult['outcome']) => string): Array<Column<BulkRowResult>> {
  return [
    { name: 'Row', cell: ({ row }) => <span className="tabular-nums">{row}</span> },
    { name: 'Entry', names: true, cell: (row) => <RowName row={row} /> },
    {
      name: 'Outcome',
      cell: ({ outcome }) => <StateMark tone={BULK_OUTCOME_WORDS[outcome].tone}>{words(outcome)}</StateMark>,
    },
    { name: 'Item', cell: (row) => <RowItem row={row} /> },
    { name: 'What to know', cell: (row) => <RowNotes row={row} /> },
  ];
}

function RowName({ row: { values } }: { row: BulkRowResult }) {
  return (
    <span className="break-words">
      {values.permissioned_user_id ?? 'No user'}
      <span className="block text-sm text-muted">{values.domain ? siteName(values.domain) : 'No site'}</span>
    </span>
  );
}

function RowItem({ row: { item, matched_by: matchedBy } }: { row: BulkRowResult }) {
  if (!item) return <span className="text-muted">None</span>;
  return (
    <span className="break-words">
      {item.title}
      <span className="block text-sm text-muted">
        {item.vault_title}
        {matchedBy ? `, found ${MATCH_WORDS[matchedBy]}` : ''}
      </span>
    </span>
  );
}

function RowNotes({ row: { problem, warnings } }: { row: BulkRowResult }) {
  if (problem) {
    return (
      <span className="break-words">
        {problem.message}
        {problem.hint ? <span className="block text-sm text-muted">{problem.hint}</span> : null}
      </span>
    );
  }
  if (warnings.length === 0) return <span className="text-muted">Nothing</span>;
  return (
    <span className="text-sm break-words">
      {warnings.map((code) => ENTRY_WARNING_WORDS[code]).join(', ')}
    </span>
  );
}
