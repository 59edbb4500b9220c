'use client';

import { useQuery } from '@tanstack/react-query';
import { useRotationEvents } from '@/app/_queries/rotation-events';
import { isEnded, rotationQuery } from '@/app/_queries/rotations';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { rotationSentence } from '@/app/_words/rotation';
import { entryName } from '../../_marks/entry-name';
import { RotationMark } from '../../_marks/rotation-mark';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { Attempts } from './attempts';
import { NeedsYou } from './needs-you';
import { PasswordPlaces } from './password-places';
import { RotationFacts } from './rotation-facts';
import { RotationOutcome } from './rotation-outcome';
import { Timeline } from './timeline';

const POLL_MILLISECONDS = 3000;

/** Live by server-sent events; by asking every few seconds while those do not come through. */
export function RotationPage({ id }: { id: string }) {
  const { slug, href } = useWorkspace();
  const first = useQuery(rotationQuery(slug, id));
  const under = first.data ? !isEnded(first.data) : false;
  const live = useRotationEvents(slug, id, under);
  const query = useQuery({
    ...rotationQuery(slug, id),
    refetchInterval: under && live !== 'live' ? POLL_MILLISECONDS : false,
  });
  const rotation = query.data;
  return (
    <>
      <PageHeader
        back={<TextLink href={href('/rotations')}>Rotations</TextLink>}
        title={rotation ? `Rotation of ${entryName(rotation.entry)}` : 'Rotation'}
        sentence={rotation ? <span role="status">{rotationSentence(rotation)}</span> : null}
        mark={rotation ? <RotationMark state={rotation.state} /> : null}
      />
      {live === 'reconnecting' ? (
        <p role="status" className="mb-3 text-muted">
          The live connection broke. Reconnecting…
        </p>
      ) : null}
      <Loaded query={query} skeleton={<SkeletonCards label="Loading the rotation" cards={3} />}>
        {(loaded) => (
          <div className="flex flex-col gap-4">
            {loaded.state === 'needs_human' ? (
              <NeedsYou rotation={loaded} />
            ) : (
              <RotationOutcome rotation={loaded} />
            )}
            <PasswordPlaces rotation={loaded} />
            {loaded.state === 'needs_human' ? <Attempts rotation={loaded} /> : null}
            <Timeline rotation={loaded} />
            {loaded.state === 'needs_human' ? null : <Attempts rotation={loaded} />}
            <RotationFacts rotation={loaded} />
          </div>
        )}
      </Loaded>
    </>
  );
}
