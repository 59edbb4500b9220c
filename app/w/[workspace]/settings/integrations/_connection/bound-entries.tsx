'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { entriesQuery } from '@/app/_queries/entries';
import { Card } from '@/app/_ui/card';
import { LoadMore } from '@/app/_ui/load-more';
import { Skeleton } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { EntryMark } from '../../../_marks/entry-mark';
import { siteName } from '../../../_marks/site-letter';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';

export function BoundEntries({ providerId }: { providerId: string }) {
  const { slug, href } = useWorkspace();
  const query = useInfiniteQuery(entriesQuery(slug, { providerId }));
  return (
    <Card title="Bound entries">
      <Loaded query={query} skeleton={<Skeleton className="w-1/2" />}>
        {(data) => {
          const entries = data.pages.flatMap((page) => page.data);
          if (entries.length === 0) {
            return (
              <p className="text-muted">
                None yet. <TextLink href={href('/vault/new')}>Add an entry</TextLink> and bind it to an item.
              </p>
            );
          }
          return (
            <div>
              <ul className="flex flex-col divide-y">
                {entries.map((entry) => (
                  <li key={entry.id} className="flex flex-wrap items-center justify-between gap-2 py-2">
                    <span className="min-w-0">
                      <TextLink href={href(`/vault/${entry.id}`)}>
                        {siteName(entry.domain)}, {entry.permissioned_user_id}
                      </TextLink>
                      <span className="block text-sm text-muted">
                        {entry.item
                          ? `Item ${entry.item.title}, vault ${entry.item.vault_title}`
                          : 'Item not read yet'}
                      </span>
                    </span>
                    <EntryMark entry={entry} />
                  </li>
                ))}
              </ul>
              <LoadMore shown={entries.length} what={['entry', 'entries']} query={query} />
            </div>
          );
        }}
      </Loaded>
    </Card>
  );
}
