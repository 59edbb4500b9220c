import { useMutation } from '@tanstack/react-query';
import { apiEncryptionKey } from '@/lib/contract/workspace';
import { request } from './request';

/** A mutation and not a query: the answer is a secret and must not stay in the cache. */
export function useApiEncryptionKey(workspace: string, act: 'reveal' | 'rotate') {
  return useMutation({
    mutationFn: (password: string) =>
      request({
        path: `/api/v1/api-encryption-key/${act}`,
        method: 'POST',
        workspace,
        body: { password },
        answer: apiEncryptionKey,
      }),
    gcTime: 0,
  });
}
