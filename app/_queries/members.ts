import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { member, type Role } from '@/lib/contract/workspace';
import { nothing } from './answers';
import { keys } from './keys';
import { request, requestAll } from './request';

export function membersQuery(workspace: string) {
  return queryOptions({
    queryKey: keys.members(workspace),
    queryFn: ({ signal }) => requestAll({ path: '/api/v1/members', workspace, item: member, signal }),
  });
}

export function useChangeRole(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, role }: { id: string; role: Role }) =>
      request({ path: `/api/v1/members/${id}`, method: 'PATCH', workspace, body: { role }, answer: nothing }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.members(workspace) }),
  });
}

export function useRemoveMember(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request({ path: `/api/v1/members/${id}`, method: 'DELETE', workspace, answer: nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.members(workspace) }),
  });
}
