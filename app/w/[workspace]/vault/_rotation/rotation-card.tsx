'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { CalendarClock, RefreshCcwDot } from 'lucide-react';
import { useState } from 'react';
import { scheduleQuery } from '@/app/_queries/rotation-schedules';
import { rotationsQuery } from '@/app/_queries/rotations';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { RelativeTime } from '@/app/_ui/relative-time';
import { Skeleton } from '@/app/_ui/skeleton';
import { StateMark } from '@/app/_ui/state-mark';
import { TextLink } from '@/app/_ui/text-link';
import { rotationSentence, triggerWords } from '@/app/_words/rotation';
import { scheduleWords } from '@/app/_words/schedule';
import type { RotationScheduleView } from '@/lib/contract/rotation-schedule';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { RotationMark } from '../../_marks/rotation-mark';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { RotateNowDialog } from './rotate-now-dialog';
import { ScheduleDialog } from './schedule-dialog';

const SHOWN_ROTATIONS = 5;

/** When this password is changed, what came of the last times, and the button that changes it now. */
export function RotationCard({ entry }: { entry: VaultEntryView }) {
  const { slug, href, can } = useWorkspace();
  const [open, setOpen] = useState<'rotate' | 'schedule' | null>(null);
  const allowed = can('rotations:read') && entry.source !== 'passkey';
  const bound = entry.source === 'provider';
  const schedule = useQuery({ ...scheduleQuery(slug, entry.id), enabled: allowed && bound });
  if (!allowed) return null;
  if (!bound) {
    return (
      <Card title="Rotation">
        <p className="text-muted">
          Only entries that are bound to a 1Password item can be rotated: the new password has to be kept in
          two places before the site is touched.
        </p>
        <TextLink href={href(`/vault/${entry.id}/edit`)} className="w-fit">
          Bind this entry to an item
        </TextLink>
      </Card>
    );
  }
  const close = (opened: boolean) => (opened ? undefined : setOpen(null));
  return (
    <Card
      title="Rotation"
      sentence={<ScheduleLine schedule={schedule.data} />}
      actions={
        can('rotations:write') ? (
          <>
            <Button onClick={() => setOpen('schedule')} disabled={schedule.data === undefined}>
              <CalendarClock aria-hidden />
              Schedule
            </Button>
            <Button onClick={() => setOpen('rotate')}>
              <RefreshCcwDot aria-hidden />
              Rotate now
            </Button>
          </>
        ) : null
      }
    >
      <History entryId={entry.id} />
      <RotateNowDialog entry={entry} open={open === 'rotate'} onOpenChange={close} />
      {schedule.data === undefined ? null : (
        <ScheduleDialog
          entryId={entry.id}
          schedule={schedule.data}
          open={open === 'schedule'}
          onOpenChange={close}
        />
      )}
    </Card>
  );
}

function ScheduleLine({ schedule }: { schedule: RotationScheduleView | null | undefined }) {
  if (schedule === undefined) return <Skeleton className="w-40" />;
  if (schedule === null) return 'Not scheduled: the password is changed when someone asks for it.';
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {schedule.paused ? <StateMark tone="stopped">Paused</StateMark> : null}
      {schedule.overdue ? <StateMark tone="attention">Overdue</StateMark> : null}
      <span>
        {scheduleWords(schedule)}. Due <RelativeTime at={schedule.due_at} />.
      </span>
    </span>
  );
}

function History({ entryId }: { entryId: string }) {
  const { slug, href } = useWorkspace();
  const query = useInfiniteQuery(rotationsQuery(slug, { entryId }, SHOWN_ROTATIONS));
  return (
    <Loaded query={query} skeleton={<Skeleton className="w-1/2" />}>
      {(data) => {
        const rotations = data.pages.flatMap((page) => page.data);
        if (rotations.length === 0) return <p className="text-muted">Never rotated yet.</p>;
        return (
          <ul className="flex flex-col divide-y">
            {rotations.map((rotation) => (
              <li key={rotation.id} className="flex flex-wrap items-center justify-between gap-2 py-2">
                <span className="min-w-0 flex-1 basis-60">
                  <TextLink href={href(`/rotations/${rotation.id}`)}>{rotationSentence(rotation)}</TextLink>
                  <span className="block text-sm text-muted">
                    <RelativeTime at={rotation.finished_at ?? rotation.state_since} />,{' '}
                    {triggerWords(rotation)}
                  </span>
                </span>
                <RotationMark state={rotation.state} />
              </li>
            ))}
          </ul>
        );
      }}
    </Loaded>
  );
}
