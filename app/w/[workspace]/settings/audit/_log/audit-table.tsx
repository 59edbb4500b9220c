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
  return <span className="font-medium md:whitespace-nowrap">{actionWords(record.action)}</span>;
}

function Who({ record: { actor } }: { record: AuditRecordView }) {
  const who =
    actor.kind === 'person'
      ? (actor.name ?? 'Someone whose account is gone')
      : `${actor.kind === 'api_key' ? 'API key' : 'Latchkey'} ${actor.name}`;
  return <span className="md:whitespace-nowrap">{who}</span>;
}

function About({ record: { object, detail } }: { record: AuditRecordView }) {
  if (object.kind === 'operation') return <Mono>{object.id}</Mono>;
  const facts = factWords(object.name === null ? detail : { ...detail, name: null, domain: null });
  const runId = typeof detail.run_id === 'string' && object.kind !== 'run' ? detail.run_id : null;
  if (object.name === null && !facts && !runId) return '–';
  return (
    <span className="flex flex-wrap gap-x-2 break-words">
      {object.name === null ? null : <Thing kind={object.kind} id={object.id} name={object.name} />}
      {facts ? <span className="text-muted">{facts}</span> : null}
      {runId ? <Thing kind="run" id={runId} name="in a run" /> : null}
    </span>
  );
}

function Thing({ kind, id, name }: { kind: string; id: string; name: string }) {
  const { href } = useWorkspace();
  const page = PAGES[kind]?.(id);
  return page ? <TextLink href={href(page)}>{name}</TextLink> : name;
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
