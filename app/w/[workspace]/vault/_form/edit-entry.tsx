'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { entryQuery, useUpdateEntry } from '@/app/_queries/entries';
import { providersQuery } from '@/app/_queries/secret-providers';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { notify } from '@/app/_ui/toast';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { EntryForm, type EntryFormProps } from './entry-form';

export function EditEntry({ id }: { id: string }) {
  const { slug, href } = useWorkspace();
  const entry = useQuery(entryQuery(slug, id));
  const providers = useQuery(providersQuery(slug));
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
        {(loaded) => <EditForm entry={loaded.entry} providers={loaded.providers} />}
      </Loaded>
    </>
  );
}

/** The version is that of the entry when the form was filled: a newer one that arrives meanwhile was not looked at. */
function EditForm({ entry, providers }: Pick<EntryFormProps, 'providers'> & { entry: VaultEntryView }) {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const [version] = useState(entry.version);
  const update = useUpdateEntry(slug, { id: entry.id, version });
  return (
    <EntryForm
      entry={entry}
      providers={providers}
      save={update}
      cancelHref={href(`/vault/${entry.id}`)}
      onSaved={() => {
        notify.done('Changes saved');
        router.push(href(`/vault/${entry.id}`));
      }}
    />
  );
}
