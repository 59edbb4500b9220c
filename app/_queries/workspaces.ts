import { useMutation, useQueryClient } from '@tanstack/react-query';
import { workspace } from '@/lib/contract/workspace';
import { keys } from './keys';
import { request } from './request';

export function useCreateWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string }) =>
      request({ path: '/api/v1/workspaces', method: 'POST', body, answer: workspace }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.session }),
  });
}
