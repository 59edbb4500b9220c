'use client';

import { useEffect, useRef } from 'react';
import { Checkbox } from '@/app/_ui/checkbox';
import { Notice } from '@/app/_ui/notice';
import { StateMark } from '@/app/_ui/state-mark';
import { plural } from '@/app/_words/plural';
import type { TokenReplacement } from '@/lib/contract/secret-provider';
import { siteName } from '../../../_marks/site-letter';
import { unreadableEntries, type VaultChange, vaultChanges } from './token-changes';

export interface ReplacementPreviewProps {
  preview: TokenReplacement;
  accepted: boolean;
  onAccept: (accepted: boolean) => void;
}

/** What the new token changes: vaults gained and lost, and which bound entries it can read. */
export function ReplacementPreview({ preview, accepted, onAccept }: ReplacementPreviewProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The form that had the focus is gone: what takes its place is read from its start.
  useEffect(() => heading.current?.focus(), []);
  const unreadable = unreadableEntries(preview);
  return (
    <>
      <section className="flex flex-col gap-2">
        <h3 ref={heading} tabIndex={-1} className="font-medium">
          Vaults
        </h3>
        <VaultChanges changes={vaultChanges(preview)} />
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="font-medium">Bound entries</h3>
        <EntrySummary total={preview.entries.length} unreadable={unreadable} />
      </section>
      {unreadable.length > 0 ? (
        <Checkbox
          label={`Replace although ${plural(unreadable.length, 'entry stops', 'entries stop')} working`}
          description={
            unreadable.length === 1
              ? 'Runs that use it fail until it is bound to another item.'
              : 'Runs that use them fail until they are bound to other items.'
          }
          checked={accepted}
          onChange={(event) => onAccept(event.target.checked)}
        />
      ) : null}
    </>
  );
}

const MARKS = {
  gained: { tone: 'ok', label: 'Gained' },
  lost: { tone: 'failed', label: 'Lost' },
  changed: { tone: 'attention', label: 'Changed' },
  same: { tone: 'neutral', label: 'Unchanged' },
} as const satisfies Record<VaultChange['kind'], object>;

function VaultChanges({ changes }: { changes: readonly VaultChange[] }) {
  return (
    <ul className="flex flex-col divide-y rounded-md border">
      {changes.map((change) => (
        <li key={change.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-3 py-2">
          <span className="min-w-0">
            <span className="font-medium break-words">{change.title}</span>{' '}
            <span className="text-muted">{change.words}</span>
          </span>
          <StateMark tone={MARKS[change.kind].tone}>{MARKS[change.kind].label}</StateMark>
        </li>
      ))}
    </ul>
  );
}

interface EntrySummaryProps {
  total: number;
  unreadable: TokenReplacement['entries'];
}

function EntrySummary({ total, unreadable }: EntrySummaryProps) {
  if (total === 0) return <p className="text-muted">None is bound.</p>;
  if (unreadable.length === 0) {
    return (
      <Notice
        tone="ok"
        title={`The new token can read ${total === 1 ? 'the bound entry' : `all ${total} bound entries`}`}
      />
    );
  }
  return (
    <Notice tone="failed" title={`The new token cannot read ${unreadable.length} of ${total}`}>
      <ul className="flex flex-col gap-1">
        {unreadable.map((entry) => (
          <li key={entry.id} className="break-words">
            {siteName(entry.domain)}, {entry.permissioned_user_id}
            {entry.reason ? <span className="block text-sm text-muted">{entry.reason}</span> : null}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
