'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useCreateEntry } from '@/app/_queries/entries';
import { providersQuery } from '@/app/_queries/secret-providers';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { notify } from '@/app/_ui/toast';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { EntryForm } from './entry-form';

export function AddEntry() {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const providers = useQuery(providersQuery(slug));
  const create = useCreateEntry(slug);
  return (
    <>
      <PageHeader
        back={<TextLink href={href('/vault')}>Vault</TextLink>}
        title="Add entry"
        sentence="Say which login a workflow uses for a user on a site."
      />
      <Loaded query={providers} skeleton={<SkeletonCards label="Loading connections" />}>
        {(loaded) => (
          <EntryForm
            providers={loaded}
            save={create}
            cancelHref={href('/vault')}
            onSaved={(entry) => {
              notify.done('Entry added');
              router.push(href(`/vault/${entry.id}`));
            }}
          />
        )}
      </Loaded>
    </>
  );
}
