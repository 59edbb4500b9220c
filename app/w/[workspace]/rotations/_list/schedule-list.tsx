'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { CalendarClock } from 'lucide-react';
import { schedulesQuery } from '@/app/_queries/rotation-schedules';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { EmptyState } from '@/app/_ui/empty-state';
import { LoadMore } from '@/app/_ui/load-more';
import { RelativeTime } from '@/app/_ui/relative-time';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { StateMark } from '@/app/_ui/state-mark';
import { TextLink } from '@/app/_ui/text-link';
import { scheduleWords } from '@/app/_words/schedule';
import type { RotationScheduleView } from '@/lib/contract/rotation-schedule';
import { entryName } from '../../_marks/entry-name';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';

const COLUMNS: ReadonlyArray<Column<RotationScheduleView>> = [
  { name: 'Entry', names: true, cell: (row) => <span className="break-words">{entryName(row.entry)}</span> },
  { name: 'State', cell: (row) => <ScheduleMark schedule={row} /> },
  { name: 'Rotates', cell: (row) => <span className="break-words">{scheduleWords(row)}</span> },
  { name: 'Due', cell: (row) => <RelativeTime at={row.due_at} /> },
  { name: 'Next attempt', cell: (row) => (row.next_try_at ? <RelativeTime at={row.next_try_at} /> : 'None') },
  { name: 'Last attempt', cell: (row) => <LastAttempt schedule={row} /> },
];

export function ScheduleList({ overdue }: { overdue: boolean }) {
  const { slug, href } = useWorkspace();
  const query = useInfiniteQuery(schedulesQuery(slug, overdue));
  return (
    <Loaded query={query} skeleton={<SkeletonRows label="Loading schedules" />}>
      {(data) => {
        const rows = data.pages.flatMap((page) => page.data);
        if (rows.length === 0) return <Nothing overdue={overdue} />;
        return (
          <>
            <DataTable
              caption={overdue ? 'Overdue entries' : 'Scheduled entries'}
              columns={COLUMNS}
              rows={rows}
              rowKey={(row) => row.entry_id}
              rowHref={(row) => href(`/vault/${row.entry_id}`)}
            />
            <LoadMore shown={rows.length} what={['schedule', 'schedules']} query={query} />
          </>
        );
      }}
    </Loaded>
  );
}

function ScheduleMark({ schedule }: { schedule: RotationScheduleView }) {
  if (schedule.paused) return <StateMark tone="stopped">Paused</StateMark>;
  if (schedule.overdue) return <StateMark tone="attention">Overdue</StateMark>;
  return <StateMark tone="neutral">Scheduled</StateMark>;
}

function LastAttempt({ schedule: { last_rotation: last } }: { schedule: RotationScheduleView }) {
  const { href } = useWorkspace();
  if (!last) return 'None yet';
  return (
    <span className="relative z-1 break-words">
      <TextLink href={href(`/rotations/${last.id}`)}>
        <RelativeTime at={last.at} />
      </TextLink>
      {last.message ? <span className="block text-sm text-muted">{last.message}</span> : null}
    </span>
  );
}

function Nothing({ overdue }: { overdue: boolean }) {
  const { href } = useWorkspace();
  if (overdue) {
    return (
      <EmptyState icon={CalendarClock} title="Nothing is overdue">
        An entry is listed here when its password should have been changed a day ago or more.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={CalendarClock}
      title="No entry has a schedule"
      action={<TextLink href={href('/vault')}>Choose an entry</TextLink>}
    >
      Give an entry a schedule, and its password is changed every so many days in a window that suits you.
    </EmptyState>
  );
}
