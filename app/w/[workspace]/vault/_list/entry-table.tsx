'use client';

import { type Column, DataTable } from '@/app/_ui/data-table';
import { RelativeTime } from '@/app/_ui/relative-time';
import { cacheDurationWords } from '@/app/_words/cache-duration';
import { twoFactorWords } from '@/app/_words/two-factor';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { EntryMark } from '../../_marks/entry-mark';
import { EntrySource } from '../../_marks/entry-source';
import { SiteLetter, siteName } from '../../_marks/site-letter';
import { useWorkspace } from '../../_shell/workspace-context';

const COLUMNS: ReadonlyArray<Column<VaultEntryView>> = [
  {
    name: 'Domain',
    names: true,
    cell: (entry) => (
      <span className="inline-flex items-center gap-2">
        <SiteLetter domain={entry.domain} />
        <span className="break-words">{siteName(entry.domain)}</span>
      </span>
    ),
  },
  {
    name: 'User id',
    cell: (entry) => (
      <span className="break-words">
        <span className="font-mono text-sm">{entry.permissioned_user_id}</span>
        {entry.user_alias ? <span className="block text-sm text-muted">{entry.user_alias}</span> : null}
      </span>
    ),
  },
  {
    name: 'Source',
    cell: (entry) => (
      <span>
        <EntrySource entry={entry} />
        {entry.secret_provider ? (
          <span className="block text-sm text-muted">
            {entry.secret_provider.name}
            {entry.secret_provider.status === 'disabled' ? ', disabled' : ''}
          </span>
        ) : null}
      </span>
    ),
  },
  { name: 'Two-factor', cell: twoFactorWords },
  {
    name: 'Cache',
    cell: (entry) =>
      entry.effective_cache_ttl_seconds === null
        ? '–'
        : cacheDurationWords(entry.effective_cache_ttl_seconds),
  },
  {
    name: 'Last used',
    cell: (entry) => (entry.last_used_at ? <RelativeTime at={entry.last_used_at} /> : 'Never'),
  },
  { name: 'State', cell: (entry) => <EntryMark entry={entry} /> },
];

export function EntryTable({ entries }: { entries: readonly VaultEntryView[] }) {
  const { href } = useWorkspace();
  return (
    <DataTable
      caption="Vault entries"
      columns={COLUMNS}
      rows={entries}
      rowKey={(entry) => entry.id}
      rowHref={(entry) => href(`/vault/${entry.id}`)}
    />
  );
}
