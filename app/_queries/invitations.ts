import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { invitation, type Role, workspace } from '@/lib/contract/workspace';
import { nothing } from './answers';
import { keys } from './keys';
import { request, requestAll } from './request';

export function invitationsQuery(workspace: string) {
  return queryOptions({
    queryKey: keys.invitations(workspace),
    queryFn: ({ signal }) => requestAll({ path: '/api/v1/invitations', workspace, item: invitation, signal }),
  });
}

export function useInvite(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; role: Role }) =>
      request({ path: '/api/v1/invitations', method: 'POST', workspace, body, answer: invitation }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.invitations(workspace) }),
  });
}

export function useCancelInvitation(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request({ path: `/api/v1/invitations/${id}`, method: 'DELETE', workspace, answer: nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.invitations(workspace) }),
  });
}

/** Asked by the invited person, who is not in the workspace yet. */
export function useAcceptInvitation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request({ path: `/api/v1/invitations/${id}/accept`, method: 'POST', body: {}, answer: workspace }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.session }),
  });
}
