import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { apiKey, type createApiKey, createdApiKey } from '@/lib/contract/workspace';
import { nothing } from './answers';
import { keys } from './keys';
import { request, requestAll } from './request';

export function apiKeysQuery(workspace: string) {
  return queryOptions({
    queryKey: keys.apiKeys(workspace),
    queryFn: ({ signal }) => requestAll({ path: '/api/v1/api-keys', workspace, item: apiKey, signal }),
  });
}

export function useCreateApiKey(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof createApiKey>) =>
      request({ path: '/api/v1/api-keys', method: 'POST', workspace, body, answer: createdApiKey }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.apiKeys(workspace) }),
    // The answer holds the key itself: it leaves memory with the dialog that shows it.
    gcTime: 0,
  });
}

export function useRevokeApiKey(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request({ path: `/api/v1/api-keys/${id}`, method: 'DELETE', workspace, answer: nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.apiKeys(workspace) }),
  });
}
