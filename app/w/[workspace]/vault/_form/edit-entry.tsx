'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { entryQuery, useUpdateEntry } from '@/app/_queries/entries';
import { providersQuery } from '@/app/_queries/secret-providers';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { notify } from '@/app/_ui/toast';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { EntryForm } from './entry-form';

export function EditEntry({ id }: { id: string }) {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const entry = useQuery(entryQuery(slug, id));
  const providers = useQuery(providersQuery(slug));
  const update = useUpdateEntry(slug, id);
  const data = entry.data && providers.data ? { entry: entry.data, providers: providers.data } : undefined;
  const refetch = () => Promise.all([entry.refetch(), providers.refetch()]);
  return (
    <>
      <PageHeader
        back={<TextLink href={href(`/vault/${id}`)}>Vault entry</TextLink>}
        title="Edit entry"
        sentence="Secret values never come back to this page; an empty field keeps what is stored."
      />
      <Loaded
        query={{ data, error: entry.error ?? providers.error, refetch }}
        skeleton={<SkeletonCards label="Loading the entry" />}
      >
        {(loaded) => (
          <EntryForm
            entry={loaded.entry}
            providers={loaded.providers}
            save={update}
            cancelHref={href(`/vault/${id}`)}
            onSaved={() => {
              notify.done('Changes saved');
              router.push(href(`/vault/${id}`));
            }}
          />
        )}
      </Loaded>
    </>
  );
}
