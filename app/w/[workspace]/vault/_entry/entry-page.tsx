'use client';

import { useQuery } from '@tanstack/react-query';
import { PenLine } from 'lucide-react';
import Link from 'next/link';
import { entryQuery } from '@/app/_queries/entries';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { Facts } from '@/app/_ui/facts';
import { Mono } from '@/app/_ui/mono';
import { Notice } from '@/app/_ui/notice';
import { PageHeader } from '@/app/_ui/page-header';
import { RelativeTime } from '@/app/_ui/relative-time';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { twoFactorWords } from '@/app/_words/two-factor';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { EntryMark } from '../../_marks/entry-mark';
import { entryName } from '../../_marks/entry-name';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { RotationCard } from '../_rotation/rotation-card';
import { DeleteEntry } from './delete-entry';
import { EntryRuns } from './entry-runs';
import { entrySentence } from './entry-sentence';
import { SessionFact } from './session-fact';
import { SourceCard } from './source-card';
import { TestSignIn } from './test-sign-in';

export function EntryPage({ id }: { id: string }) {
  const { slug, href } = useWorkspace();
  const query = useQuery(entryQuery(slug, id));
  const entry = query.data;
  return (
    <>
      <PageHeader
        back={<TextLink href={href('/vault')}>Vault</TextLink>}
        title={entry ? entryName(entry) : 'Vault entry'}
        sentence={entry ? entrySentence(entry) : null}
        mark={entry ? <EntryMark entry={entry} /> : null}
        actions={entry ? <EntryActions entry={entry} /> : null}
      />
      <Loaded query={query} skeleton={<SkeletonCards label="Loading the entry" cards={3} />}>
        {(loaded) => (
          <div className="flex flex-col gap-4">
            <Warnings entry={loaded} />
            <SourceCard entry={loaded} />
            <TestSignIn entry={loaded} />
            <RotationCard entry={loaded} />
            <EntryFacts entry={loaded} />
            <EntryRuns entryId={loaded.id} />
          </div>
        )}
      </Loaded>
    </>
  );
}

function EntryActions({ entry }: { entry: VaultEntryView }) {
  const { href, can } = useWorkspace();
  if (!can('vault:write')) return null;
  return (
    <>
      <Button asChild>
        <Link href={href(`/vault/${entry.id}/edit`)}>
          <PenLine aria-hidden />
          Edit
        </Link>
      </Button>
      <DeleteEntry entry={entry} />
    </>
  );
}

function Warnings({ entry }: { entry: VaultEntryView }) {
  return entry.warnings.map((warning) => (
    <Notice key={warning.code} tone="attention" title={warning.message}>
      <p>{warning.hint}</p>
    </Notice>
  ));
}

function EntryFacts({ entry }: { entry: VaultEntryView }) {
  const { href, can } = useWorkspace();
  return (
    <Card title="Entry">
      <Facts
        facts={[
          { name: 'Site', value: <Mono copy="site">{entry.domain}</Mono> },
          { name: 'User id', value: <Mono copy="user id">{entry.permissioned_user_id}</Mono> },
          { name: 'Alias', value: entry.user_alias ?? 'None' },
          { name: 'Two-factor', value: twoFactorWords(entry) },
          {
            name: 'Also fills on',
            value:
              entry.extra_origins.length === 0 ? (
                'No other site'
              ) : (
                <ul>
                  {entry.extra_origins.map((origin) => (
                    <li key={origin}>
                      <Mono>{origin}</Mono>
                    </li>
                  ))}
                </ul>
              ),
          },
          ...(can('rotations:read')
            ? [
                {
                  name: 'Site recipe',
                  value: (
                    <TextLink href={href(`/vault/${entry.id}/recipe`)}>
                      State what is not found by itself
                    </TextLink>
                  ),
                },
              ]
            : []),
          { name: 'Session', value: <SessionFact entry={entry} /> },
          {
            name: 'Last used',
            value: entry.last_used_at ? <RelativeTime at={entry.last_used_at} /> : 'Never',
          },
          { name: 'Changed', value: <RelativeTime at={entry.updated_at} /> },
          { name: 'Entry id', value: <Mono copy="entry id">{entry.id}</Mono> },
        ]}
      />
    </Card>
  );
}
