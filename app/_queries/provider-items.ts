import { infiniteQueryOptions, keepPreviousData, useMutation, useQueryClient } from '@tanstack/react-query';
import { pageOf } from '@/lib/contract/paging';
import { providerItemDetail } from '@/lib/contract/secret-provider';
import { nothing } from './answers';
import { BY_CURSOR } from './by-cursor';
import { type ItemSearch, keys } from './keys';
import { queryString, request } from './request';

const ITEMS_PER_PAGE = 100;

/** Titles, vaults and websites of the items a connection sees; never values. Matches of `domain` come first. */
export function providerItemsQuery(workspace: string, search: ItemSearch) {
  return infiniteQueryOptions({
    queryKey: keys.providerItems(workspace, search),
    queryFn: ({ pageParam, signal }) =>
      request({
        path:
          `/api/v1/secret-providers/${search.providerId}/items` +
          queryString({
            search: search.search,
            domain: search.domain,
            cursor: pageParam ?? undefined,
            limit: ITEMS_PER_PAGE,
          }),
        workspace,
        answer: pageOf(providerItemDetail),
        signal,
      }),
    ...BY_CURSOR,
    placeholderData: keepPreviousData,
  });
}

/** Has the server list the items anew at 1Password, then asks again for what is shown. */
export function useRefreshItems(workspace: string, providerId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request({
        path: `/api/v1/secret-providers/${providerId}/items${queryString({ fresh: 'true', limit: 1 })}`,
        workspace,
        answer: nothing,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.allProviderItems(workspace, providerId) }),
  });
}
