'use client';

import { useQuery } from '@tanstack/react-query';
import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { rotationCountsQuery } from '@/app/_queries/rotations';
import { Button } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { StateMark } from '@/app/_ui/state-mark';
import { Tabs } from '@/app/_ui/tabs';
import type { RotationCounts } from '@/lib/contract/rotation';
import { AlertList } from '../../_alerts/alert-list';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { RotationList } from './rotation-list';
import { rotationsSentence } from './rotations-sentence';
import { ScheduleList } from './schedule-list';
import { SettingsDialog } from './settings-dialog';

const TABS = ['needs_you', 'under_way', 'overdue', 'scheduled', 'problem', 'done'] as const;
type Tab = (typeof TABS)[number];

const LABELS: Record<Tab, string> = {
  needs_you: 'Needs you',
  under_way: 'Running',
  overdue: 'Overdue',
  scheduled: 'Scheduled',
  problem: 'Skipped',
  done: 'Done',
};

export function RotationsPage() {
  const { slug, can } = useWorkspace();
  const counts = useQuery(rotationCountsQuery(slug));
  const [settings, setSettings] = useState(false);
  return (
    <>
      <PageHeader
        title="Rotations"
        sentence={counts.data ? rotationsSentence(counts.data) : 'Looking at rotations and schedules…'}
        mark={
          counts.data && counts.data.needs_you > 0 ? <StateMark tone="attention">Needs you</StateMark> : null
        }
        actions={
          can('rotations:write') ? (
            <Button onClick={() => setSettings(true)}>
              <SlidersHorizontal aria-hidden />
              Settings
            </Button>
          ) : null
        }
      />
      <SettingsDialog open={settings} onOpenChange={setSettings} />
      <div className="flex flex-col gap-4">
        <AlertList />
        <Loaded query={counts} skeleton={<SkeletonRows label="Loading rotations" />}>
          {(loaded) => <RotationTabs counts={loaded} />}
        </Loaded>
      </div>
    </>
  );
}

/** Opens where something waits; afterwards the person says what they look at. */
function RotationTabs({ counts }: { counts: RotationCounts }) {
  const [picked, setPicked] = useState<Tab | null>(null);
  const waiting = (['needs_you', 'under_way', 'overdue'] as const).find((tab) => counts[tab] > 0);
  return (
    <Tabs
      label="Rotations by state"
      value={picked ?? waiting ?? (counts.scheduled > 0 ? 'scheduled' : 'done')}
      onChange={setPicked}
      tabs={TABS.map((tab) => ({
        value: tab,
        label: counts[tab] > 0 ? `${LABELS[tab]} (${counts[tab]})` : LABELS[tab],
        content: <TabContent tab={tab} />,
      }))}
    />
  );
}

function TabContent({ tab }: { tab: Tab }) {
  if (tab === 'overdue' || tab === 'scheduled') return <ScheduleList overdue={tab === 'overdue'} />;
  return <RotationList group={tab} />;
}
