'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { entriesQuery } from '@/app/_queries/entries';
import { rotationCountsQuery } from '@/app/_queries/rotations';
import { runsQuery } from '@/app/_queries/runs';
import { providersQuery } from '@/app/_queries/secret-providers';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { StateMark } from '@/app/_ui/state-mark';
import { AlertList } from '../_alerts/alert-list';
import { Loaded } from '../_shell/loaded';
import { useWorkspace } from '../_shell/workspace-context';
import { ConnectionsCard } from './connections-card';
import { FirstSteps } from './first-steps';
import { type HealthFacts, healthSentence } from './health-sentence';
import { LastRunsCard } from './last-runs-card';
import { RotationsCard } from './rotations-card';
import { WarningsCard } from './warnings-card';

const SHOWN_RUNS = 5;

export function Overview() {
  const { slug, can } = useWorkspace();
  const providers = useQuery(providersQuery(slug));
  const entries = useInfiniteQuery(entriesQuery(slug));
  const runs = useInfiniteQuery(runsQuery(slug, {}, SHOWN_RUNS));
  const counts = useQuery({ ...rotationCountsQuery(slug), enabled: can('rotations:read') });
  const facts: HealthFacts | undefined =
    providers.data && entries.data && runs.data
      ? {
          providers: providers.data,
          entries: entries.data.pages.flatMap((page) => page.data),
          runs: runs.data.pages.flatMap((page) => page.data),
          needsYou: counts.data?.needs_you ?? 0,
        }
      : undefined;
  const refetch = () => Promise.all([providers.refetch(), entries.refetch(), runs.refetch()]);
  const health = facts ? healthSentence(facts) : null;
  return (
    <>
      <PageHeader
        title="Overview"
        sentence={health?.text ?? 'Looking at connections, entries and runs…'}
        mark={health && !health.ok ? <StateMark tone="attention">Needs attention</StateMark> : null}
      />
      <Loaded
        query={{ data: facts, error: providers.error ?? entries.error ?? runs.error, refetch }}
        skeleton={<SkeletonCards label="Loading the overview" cards={3} />}
      >
        {(loaded) => <OverviewCards facts={loaded} />}
      </Loaded>
    </>
  );
}

function OverviewCards({ facts }: { facts: HealthFacts }) {
  const { can } = useWorkspace();
  const settled = facts.providers.length > 0 && facts.entries.length > 0 && facts.runs.length > 0;
  return (
    <div className="flex flex-col gap-4">
      {can('rotations:read') ? <AlertList /> : null}
      {settled ? null : <FirstSteps facts={facts} />}
      <div className="grid gap-4 lg:grid-cols-2">
        <ConnectionsCard providers={facts.providers} />
        <WarningsCard entries={facts.entries} />
      </div>
      {can('rotations:read') ? <RotationsCard /> : null}
      <LastRunsCard runs={facts.runs} />
    </div>
  );
}
