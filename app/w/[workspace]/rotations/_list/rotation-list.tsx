'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { RefreshCcwDot } from 'lucide-react';
import { rotationsQuery } from '@/app/_queries/rotations';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { LoadMore } from '@/app/_ui/load-more';
import { RelativeTime } from '@/app/_ui/relative-time';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { rotationSentence, triggerWords } from '@/app/_words/rotation';
import type { RotationGroup, RotationSummary } from '@/lib/contract/rotation';
import { entryName } from '../../_marks/entry-name';
import { RotationMark } from '../../_marks/rotation-mark';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';

const EMPTY: Record<RotationGroup, { title: string; words: string }> = {
  needs_you: {
    title: 'Nothing needs you',
    words: 'When a rotation cannot go on by itself, it waits here with both passwords kept.',
  },
  under_way: {
    title: 'None is running',
    words: 'Open an entry and press Rotate now, or give it a schedule.',
  },
  problem: {
    title: 'None was skipped',
    words: 'A rotation that cannot be carried out touches nothing, and says here why and what to do.',
  },
  done: {
    title: 'None was finished yet',
    words: 'Each keeps its history: what was done, when, and how it is known.',
  },
};

const COLUMNS: ReadonlyArray<Column<RotationSummary>> = [
  { name: 'Entry', names: true, cell: (row) => <span className="break-words">{entryName(row.entry)}</span> },
  { name: 'State', cell: (row) => <RotationMark state={row.state} /> },
  { name: 'What it says', cell: (row) => <WhatItSays rotation={row} /> },
  { name: 'When', cell: (row) => <RelativeTime at={row.finished_at ?? row.state_since} /> },
  { name: 'Asked', cell: (row) => triggerWords(row) },
];

export function RotationList({ group }: { group: RotationGroup }) {
  const { slug, href } = useWorkspace();
  const query = useInfiniteQuery(rotationsQuery(slug, { group }));
  return (
    <Loaded query={query} skeleton={<SkeletonRows label="Loading rotations" />}>
      {(data) => {
        const rows = data.pages.flatMap((page) => page.data);
        if (rows.length === 0) return <Nothing group={group} />;
        return (
          <>
            <DataTable
              caption="Rotations"
              columns={COLUMNS}
              rows={rows}
              rowKey={(row) => row.id}
              rowHref={(row) => href(`/rotations/${row.id}`)}
            />
            <LoadMore shown={rows.length} what={['rotation', 'rotations']} query={query} />
          </>
        );
      }}
    </Loaded>
  );
}

function WhatItSays({ rotation }: { rotation: RotationSummary }) {
  const { state, next_step: nextStep } = rotation;
  return (
    <span className="break-words">
      {rotationSentence(rotation)}
      {state === 'needs_human' && nextStep ? (
        <span className="block text-sm text-muted">{nextStep}</span>
      ) : null}
    </span>
  );
}

function Nothing({ group }: { group: RotationGroup }) {
  const { href } = useWorkspace();
  const { title, words } = EMPTY[group];
  return (
    <EmptyState
      icon={RefreshCcwDot}
      title={title}
      action={group === 'needs_you' ? null : <TextLink href={href('/vault')}>Choose an entry</TextLink>}
    >
      {words}
    </EmptyState>
  );
}
