import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { pageOf } from '@/lib/contract/paging';
import {
  type CreateEntry,
  type UpdateEntry,
  type VaultEntryView,
  vaultEntry,
} from '@/lib/contract/vault-entry';
import { nothing } from './answers';
import { BY_CURSOR } from './by-cursor';
import { type EntryFilter, keys } from './keys';
import { queryString, request } from './request';

const PATH = '/api/v1/entries';

export function entriesQuery(workspace: string, filter: EntryFilter = {}) {
  return infiniteQueryOptions({
    queryKey: keys.entryList(workspace, filter),
    queryFn: ({ pageParam, signal }) =>
      request({
        path:
          PATH +
          queryString({
            search: filter.search,
            secret_provider_id: filter.providerId,
            cursor: pageParam ?? undefined,
          }),
        workspace,
        answer: pageOf(vaultEntry),
        signal,
      }),
    ...BY_CURSOR,
    placeholderData: keepPreviousData,
  });
}

export function entryQuery(workspace: string, id: string) {
  return queryOptions({
    queryKey: keys.entry(workspace, id),
    queryFn: ({ signal }) => request({ path: `${PATH}/${id}`, workspace, answer: vaultEntry, signal }),
  });
}

export function useCreateEntry(workspace: string) {
  const remember = useRemember(workspace);
  return useMutation({
    mutationFn: (body: CreateEntry) =>
      request({ path: PATH, method: 'POST', workspace, body, answer: vaultEntry }),
    onSuccess: remember,
    // The variables hold what was typed: they leave memory with the form.
    gcTime: 0,
  });
}

/** `version`: of the entry that the change was made to. */
export function useUpdateEntry(workspace: string, { id, version }: { id: string; version: number }) {
  const remember = useRemember(workspace);
  return useMutation({
    mutationFn: (body: UpdateEntry) =>
      request({ path: `${PATH}/${id}`, method: 'PATCH', workspace, body, version, answer: vaultEntry }),
    onSuccess: remember,
    gcTime: 0,
  });
}

export function useDeleteEntry(workspace: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request({ path: `${PATH}/${id}`, method: 'DELETE', workspace, answer: nothing }),
    onSuccess: () => {
      client.removeQueries({ queryKey: keys.entry(workspace, id) });
      return refreshLists(client, workspace);
    },
  });
}

export function useForgetSession(workspace: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request({ path: `${PATH}/${id}/session`, method: 'DELETE', workspace, answer: nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.entry(workspace, id) }),
  });
}

function useRemember(workspace: string) {
  const client = useQueryClient();
  return (entry: VaultEntryView) => {
    client.setQueryData(keys.entry(workspace, entry.id), entry);
    return refreshLists(client, workspace);
  };
}

/** Connections count the entries bound to them, so they are asked again as well. */
async function refreshLists(client: ReturnType<typeof useQueryClient>, workspace: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: [...keys.entries(workspace), 'list'] }),
    client.invalidateQueries({ queryKey: keys.providers(workspace) }),
  ]);
}
