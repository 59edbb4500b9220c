'use client';

import { useQuery } from '@tanstack/react-query';
import { useRunEvents } from '@/app/_queries/run-events';
import { isOver, runQuery } from '@/app/_queries/runs';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import type { RunView } from '@/lib/contract/run';
import { RunStatusMark } from '../../_marks/run-status-mark';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { AnswerBox } from './answer-box';
import { RunActions } from './run-actions';
import { RunData } from './run-data';
import { RunErrors } from './run-errors';
import { RunFacts } from './run-facts';
import { runSentence } from './run-sentence';
import { Screenshots } from './screenshots';
import { StepTimeline } from './step-timeline';

const POLL_MILLISECONDS = 3000;

/** Live by server-sent events; by asking every few seconds while those do not come through. */
export function RunPage({ id }: { id: string }) {
  const { slug, href } = useWorkspace();
  const first = useQuery(runQuery(slug, id));
  const under = first.data ? !isOver(first.data.status) : false;
  const live = useRunEvents(slug, id, under);
  const query = useQuery({
    ...runQuery(slug, id),
    refetchInterval: under && live !== 'live' ? POLL_MILLISECONDS : false,
  });
  const run = query.data;
  return (
    <>
      <PageHeader
        back={<TextLink href={href('/runs')}>Runs</TextLink>}
        title={run?.workflow.name ?? 'Run'}
        sentence={run ? <RunSentence run={run} /> : null}
        mark={run ? <RunStatusMark status={run.status} /> : null}
        actions={run ? <RunActions run={run} /> : null}
      />
      {live === 'reconnecting' ? (
        <p role="status" className="mb-3 text-muted">
          The live connection broke. Reconnecting…
        </p>
      ) : null}
      <Loaded query={query} skeleton={<SkeletonCards label="Loading the run" cards={3} />}>
        {(loaded) => (
          <div className="flex flex-col gap-4">
            {loaded.interaction ? <AnswerBox runId={id} interaction={loaded.interaction} /> : null}
            <RunErrors run={loaded} />
            <StepTimeline run={loaded} />
            <RunData data={loaded.data} />
            <Screenshots run={loaded} />
            <RunFacts run={loaded} />
          </div>
        )}
      </Loaded>
    </>
  );
}

/** Announced when it changes, so that the end of a run is heard as well as seen. */
function RunSentence({ run }: { run: RunView }) {
  return <span role="status">{runSentence(run)}</span>;
}
