'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, type Ref, useCallback, useMemo, useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { providerItemsQuery } from '@/app/_queries/provider-items';
import { useDebounced } from '@/app/_ui/debounce';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { SearchableList } from '@/app/_ui/searchable-list';
import type { ListOption, ListRow } from '@/app/_ui/searchable-list-rows';
import { Skeleton } from '@/app/_ui/skeleton';
import type { ProviderItemDetail } from '@/lib/contract/secret-provider';
import { siteName } from '../../_marks/site-letter';
import { useWorkspace } from '../../_shell/workspace-context';

const SEARCH_DELAY_MILLISECONDS = 150;

export interface ItemListProps {
  providerId: string;
  domain: string;
  onPick: (option: ListOption) => void;
  describedBy: string | undefined;
  inputRef: Ref<HTMLInputElement>;
}

export function ItemList({ providerId, domain, onPick, describedBy, inputRef }: ItemListProps) {
  const { slug } = useWorkspace();
  const [search, setSearch] = useState('');
  const settled = useDebounced(search.trim(), SEARCH_DELAY_MILLISECONDS);
  const site = useDebounced(domain.trim(), SEARCH_DELAY_MILLISECONDS);
  const query = useInfiniteQuery(providerItemsQuery(slug, { providerId, search: settled, domain: site }));
  const rows = useMemo(
    () => rowsOf(query.data?.pages.flatMap((page) => page.data) ?? [], site),
    [query.data, site],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <SearchableList
      label="Search items"
      placeholder="Search by title, vault or website"
      search={search}
      onSearch={setSearch}
      rows={rows}
      onPick={onPick}
      onReachEnd={loadMore}
      describedBy={describedBy}
      invalid={describedBy !== undefined}
      inputRef={inputRef}
      instead={insteadOfRows(query, rows.length, settled)}
    />
  );
}

function insteadOfRows(
  query: { isPending: boolean; error: unknown; refetch: () => unknown },
  count: number,
  search: string,
): ReactNode {
  if (query.isPending) return <LoadingItems />;
  if (query.error && count === 0) {
    return <ErrorNotice error={asProblem(query.error)} onRetry={() => query.refetch()} />;
  }
  if (count > 0) return null;
  return (
    <p role="status" className="text-muted">
      {search
        ? `No item matches “${search}”. Search looks at titles, vaults and websites.`
        : 'The connection sees no items. Give its service account access to a vault with logins.'}
    </p>
  );
}

function LoadingItems() {
  return (
    <div role="status" className="flex flex-col gap-4 py-1">
      <span className="text-sm text-muted">Listing items in 1Password…</span>
      <Skeleton className="w-1/2" />
      <Skeleton className="w-2/3" />
      <Skeleton className="w-1/3" />
    </div>
  );
}

/** Suggestions first, under their own heading; headings only when there is something to tell apart. */
function rowsOf(items: readonly ProviderItemDetail[], domain: string): ListRow[] {
  const suggested = items.filter((item) => item.suggested);
  if (suggested.length === 0) return items.map(optionOf);
  const others = items.filter((item) => !item.suggested);
  return [
    { kind: 'heading', key: 'suggested', title: `Matches ${siteName(domain)}` },
    ...suggested.map(optionOf),
    ...(others.length > 0 ? [{ kind: 'heading' as const, key: 'others', title: 'Other items' }] : []),
    ...others.map(optionOf),
  ];
}

function optionOf(item: ProviderItemDetail): ListOption {
  return {
    kind: 'option',
    key: item.ref,
    title: item.title,
    detail: [item.vaultName, ...item.websites.map(siteName)].join(' · '),
  };
}
