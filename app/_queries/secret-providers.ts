import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type CheckWriteAccess,
  type ConnectSecretProvider,
  type ReplaceToken,
  type SecretProviderView,
  secretProvider,
  tokenReplacement,
  type UpdateSecretProvider,
  writeAccess,
} from '@/lib/contract/secret-provider';
import { nothing } from './answers';
import { keys } from './keys';
import { request, requestAll } from './request';

const PATH = '/api/v1/secret-providers';

export function providersQuery(workspace: string) {
  return queryOptions({
    queryKey: keys.providers(workspace),
    queryFn: ({ signal }) => requestAll({ path: PATH, workspace, item: secretProvider, signal }),
  });
}

export function providerQuery(workspace: string, id: string) {
  return queryOptions({
    queryKey: keys.provider(workspace, id),
    queryFn: ({ signal }) => request({ path: `${PATH}/${id}`, workspace, answer: secretProvider, signal }),
  });
}

export function useConnectProvider(workspace: string) {
  const remember = useRemember(workspace);
  return useMutation({
    mutationFn: (body: ConnectSecretProvider) =>
      request({ path: PATH, method: 'POST', workspace, body, answer: secretProvider }),
    onSuccess: remember,
    gcTime: 0,
  });
}

export function useUpdateProvider(workspace: string, id: string) {
  const remember = useRemember(workspace);
  return useMutation({
    mutationFn: (body: UpdateSecretProvider) =>
      request({ path: `${PATH}/${id}`, method: 'PATCH', workspace, body, answer: secretProvider }),
    onSuccess: remember,
  });
}

export function useTestProvider(workspace: string, id: string) {
  const remember = useRemember(workspace);
  return useMutation({
    mutationFn: () =>
      request({ path: `${PATH}/${id}/test`, method: 'POST', workspace, body: {}, answer: secretProvider }),
    onSuccess: remember,
  });
}

/** The kill switch and its way back. Entries tell of it too, so they are asked again. */
export function useSwitchProvider(workspace: string, id: string, to: 'disable' | 'enable') {
  const client = useQueryClient();
  const remember = useRemember(workspace);
  return useMutation({
    mutationFn: () =>
      request({ path: `${PATH}/${id}/${to}`, method: 'POST', workspace, body: {}, answer: secretProvider }),
    onSuccess: async (provider) => {
      await remember(provider);
      await client.invalidateQueries({ queryKey: keys.entries(workspace) });
    },
  });
}

/** Compares a new token with the present one; with `apply` also swaps them. */
export function useReplaceToken(workspace: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: ReplaceToken) =>
      request({
        path: `${PATH}/${id}/replace-token`,
        method: 'POST',
        workspace,
        body,
        answer: tokenReplacement,
      }),
    onSuccess: async ({ applied }) => {
      if (!applied) return;
      await client.invalidateQueries({ queryKey: keys.providers(workspace) });
      await client.invalidateQueries({ queryKey: keys.entries(workspace) });
    },
    // The variables hold the token: it leaves memory with the dialog.
    gcTime: 0,
  });
}

export function useCheckWriteAccess(workspace: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CheckWriteAccess) =>
      request({ path: `${PATH}/${id}/write-access`, method: 'POST', workspace, body, answer: writeAccess }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.provider(workspace, id), exact: true }),
  });
}

export function useClearCachedSecrets(workspace: string, id: string) {
  return useMutation({
    mutationFn: () =>
      request({
        path: `${PATH}/${id}/clear-cache`,
        method: 'POST',
        workspace,
        body: {},
        answer: z.object({ cleared: z.number().int() }),
      }),
  });
}

export function useDisconnectProvider(workspace: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request({ path: `${PATH}/${id}`, method: 'DELETE', workspace, answer: nothing }),
    onSuccess: () => {
      client.removeQueries({ queryKey: keys.provider(workspace, id) });
      return client.invalidateQueries({ queryKey: keys.providers(workspace), exact: true });
    },
  });
}

/** What a refused disconnect lists. */
export const bindingEntries = z.array(
  z.object({ id: z.string(), permissioned_user_id: z.string(), domain: z.string() }),
);

function useRemember(workspace: string) {
  const client = useQueryClient();
  return (provider: SecretProviderView) => {
    client.setQueryData(keys.provider(workspace, provider.id), provider);
    return client.invalidateQueries({ queryKey: keys.providers(workspace), exact: true });
  };
}
