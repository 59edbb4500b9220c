'use client';

import { type Column, DataTable } from '@/app/_ui/data-table';
import { Mono } from '@/app/_ui/mono';
import { RelativeTime } from '@/app/_ui/relative-time';
import { StateMark, type Tone } from '@/app/_ui/state-mark';
import { TextLink } from '@/app/_ui/text-link';
import { actionWords, factWords, OUTCOME_WORDS } from '@/app/_words/audit';
import type { AuditOutcome } from '@/lib/contract/audit';
import type { AuditRecordView } from '@/lib/contract/audit-log';
import { useWorkspace } from '../../../_shell/workspace-context';

const COLUMNS: ReadonlyArray<Column<AuditRecordView>> = [
  { name: 'What', names: true, cell: (record) => <What record={record} /> },
  { name: 'Who', cell: (record) => <Who record={record} /> },
  { name: 'About', cell: (record) => <About record={record} /> },
  { name: 'Outcome', cell: (record) => <Outcome outcome={record.outcome} /> },
  { name: 'When', cell: (record) => <RelativeTime at={record.at} /> },
  { name: 'No.', align: 'end', cell: (record) => <span className="tabular-nums">{record.seq}</span> },
];

export function AuditTable({ records }: { records: readonly AuditRecordView[] }) {
  return (
    <DataTable caption="Records" columns={COLUMNS} rows={records} rowKey={(record) => String(record.seq)} />
  );
}

function What({ record }: { record: AuditRecordView }) {
  return <span className="font-medium">{actionWords(record.action)}</span>;
}

function Who({ record: { actor } }: { record: AuditRecordView }) {
  if (actor.kind === 'person') return actor.name ?? 'Someone whose account is gone';
  return actor.kind === 'api_key' ? `API key ${actor.name}` : `Latchkey (${actor.name})`;
}

function About({ record }: { record: AuditRecordView }) {
  const { href } = useWorkspace();
  const { object, detail } = record;
  if (object.kind === 'operation') return <Mono>{object.id}</Mono>;
  const page = PAGES[object.kind]?.(object.id);
  const facts = factWords(detail);
  if (page === undefined) return facts || '–';
  return (
    <span className="break-words">
      {facts ? `${facts} · ` : ''}
      <TextLink href={href(page)}>Open</TextLink>
    </span>
  );
}

/** Where the thing is looked at, while it is there. */
const PAGES: Record<string, (id: string) => string> = {
  entry: (id) => `/vault/${id}`,
  connection: (id) => `/settings/integrations/${id}`,
  workflow: (id) => `/workflows/${id}`,
  run: (id) => `/runs/${id}`,
  rotation: (id) => `/rotations/${id}`,
};

const TONES: Record<AuditOutcome, Tone> = { success: 'ok', failure: 'failed', denied: 'attention' };

function Outcome({ outcome }: { outcome: AuditOutcome }) {
  return <StateMark tone={TONES[outcome]}>{OUTCOME_WORDS[outcome]}</StateMark>;
}
