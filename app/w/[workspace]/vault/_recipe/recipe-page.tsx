'use client';

import { useQuery } from '@tanstack/react-query';
import { entryQuery } from '@/app/_queries/entries';
import { siteRecipeQuery } from '@/app/_queries/site-recipes';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { entryName } from '../../_marks/entry-name';
import { siteName } from '../../_marks/site-letter';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { LastTry } from './last-try';
import { RecipeEditor } from './recipe-editor';
import { RecipeParts } from './recipe-parts';

export function RecipePage({ entryId }: { entryId: string }) {
  const { slug, href } = useWorkspace();
  const query = useQuery(entryQuery(slug, entryId));
  const entry = query.data;
  return (
    <>
      <PageHeader
        back={
          <TextLink href={href(`/vault/${entryId}`)}>{entry ? entryName(entry) : 'Vault entry'}</TextLink>
        }
        title={entry ? `Recipe for ${siteName(entry.domain)}` : 'Site recipe'}
        sentence="States what is not found by itself. It holds for every entry of this workspace on that site."
      />
      <Loaded query={query} skeleton={<SkeletonCards label="Loading the recipe" cards={2} />}>
        {(loaded) => <Recipe entry={loaded} />}
      </Loaded>
    </>
  );
}

function Recipe({ entry }: { entry: VaultEntryView }) {
  const { slug } = useWorkspace();
  const query = useQuery(siteRecipeQuery(slug, entry.domain));
  return (
    <Loaded query={query} skeleton={<SkeletonCards label="Loading the recipe" cards={2} />}>
      {(saved) => (
        <div className="flex flex-col gap-4">
          <RecipeEditor key={saved?.updated_at ?? 'none'} entry={entry} saved={saved} />
          <LastTry entryId={entry.id} />
          <RecipeParts />
        </div>
      )}
    </Loaded>
  );
}
