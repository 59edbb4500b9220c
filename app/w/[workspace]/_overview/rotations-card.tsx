'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { rotationsQuery } from '@/app/_queries/rotations';
import { Card } from '@/app/_ui/card';
import { RelativeTime } from '@/app/_ui/relative-time';
import { Skeleton } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { rotationSentence } from '@/app/_words/rotation';
import { entryName } from '../_marks/entry-name';
import { Loaded } from '../_shell/loaded';
import { useWorkspace } from '../_shell/workspace-context';

const SHOWN_ROTATIONS = 5;

/** Rotations that cannot go on without a person. */
export function RotationsCard() {
  const { slug, href } = useWorkspace();
  const query = useInfiniteQuery(rotationsQuery(slug, { group: 'needs_you' }, SHOWN_ROTATIONS));
  return (
    <Card
      title="Rotations that need a person"
      actions={<TextLink href={href('/rotations')}>All rotations</TextLink>}
    >
      <Loaded query={query} skeleton={<Skeleton className="w-1/2" />}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.data);
          if (rows.length === 0) return <p className="text-muted">None.</p>;
          return (
            <ul className="flex flex-col divide-y">
              {rows.map((rotation) => (
                <li key={rotation.id} className="py-2">
                  <TextLink href={href(`/rotations/${rotation.id}`)}>{entryName(rotation.entry)}</TextLink>
                  <span className="block text-sm text-muted">
                    {rotationSentence(rotation)} Asked <RelativeTime at={rotation.state_since} />.
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Card>
  );
}
