'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { KeyRound, Plus, ShieldCheck, TableProperties } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { entriesQuery } from '@/app/_queries/entries';
import { providersQuery } from '@/app/_queries/secret-providers';
import { Button } from '@/app/_ui/button';
import { useDebounced } from '@/app/_ui/debounce';
import { EmptyState } from '@/app/_ui/empty-state';
import { LoadMore } from '@/app/_ui/load-more';
import { PageHeader } from '@/app/_ui/page-header';
import { SearchInput } from '@/app/_ui/search-input';
import { Select } from '@/app/_ui/select';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { EntryTable } from './entry-table';

const SEARCH_DELAY_MILLISECONDS = 200;

export function VaultList() {
  const { slug } = useWorkspace();
  const [search, setSearch] = useState('');
  const [providerId, setProviderId] = useState('');
  const settled = useDebounced(search.trim(), SEARCH_DELAY_MILLISECONDS);
  const query = useInfiniteQuery(
    entriesQuery(slug, {
      ...(settled ? { search: settled } : {}),
      ...(providerId ? { providerId } : {}),
    }),
  );
  const filtered = settled !== '' || providerId !== '';
  return (
    <>
      <PageHeader
        title="Vault"
        sentence="The logins your automations may use, one entry per user and site."
        actions={
          <>
            <CheckBindings />
            <BindMany />
            <AddEntry />
          </>
        }
      />
      <div className="mb-3 flex flex-wrap gap-2">
        <SearchInput label="Search entries" value={search} onChange={setSearch} />
        <ConnectionFilter value={providerId} onChange={setProviderId} />
      </div>
      <Loaded query={query} skeleton={<SkeletonRows label="Loading entries" />}>
        {(data) => {
          const entries = data.pages.flatMap((page) => page.data);
          if (entries.length === 0) return filtered ? <NoMatch /> : <NoEntries />;
          return (
            <>
              <EntryTable entries={entries} />
              <LoadMore shown={entries.length} what={['entry', 'entries']} query={query} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function ConnectionFilter({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { slug } = useWorkspace();
  const providers = useQuery(providersQuery(slug));
  if (!providers.data?.length) return null;
  return (
    <Select
      className="w-full sm:w-56"
      aria-label="Filter by connection"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">All sources</option>
      {providers.data.map((provider) => (
        <option key={provider.id} value={provider.id}>
          {provider.name}
        </option>
      ))}
    </Select>
  );
}

function AddEntry() {
  const { href, can } = useWorkspace();
  if (!can('vault:write')) return null;
  return (
    <Button asChild variant="primary">
      <Link href={href('/vault/new')}>
        <Plus aria-hidden />
        Add entry
      </Link>
    </Button>
  );
}

function CheckBindings() {
  const { href } = useWorkspace();
  return (
    <Button asChild>
      <Link href={href('/vault/health')}>
        <ShieldCheck aria-hidden />
        Check bindings
      </Link>
    </Button>
  );
}

function BindMany() {
  const { href, can } = useWorkspace();
  if (!can('vault:write')) return null;
  return (
    <Button asChild>
      <Link href={href('/vault/bulk')}>
        <TableProperties aria-hidden />
        Bind many
      </Link>
    </Button>
  );
}

function NoEntries() {
  return (
    <EmptyState icon={KeyRound} title="No entries yet" action={<AddEntry />}>
      An entry says which login a workflow uses on a site: bound to an item in 1Password, or stored here.
    </EmptyState>
  );
}

function NoMatch() {
  return (
    <EmptyState icon={KeyRound} title="No entry matches">
      Search looks at the domain, the user id and the alias. Try fewer letters or another connection.
    </EmptyState>
  );
}
