import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { alert } from '@/lib/contract/alert';
import { pageOf } from '@/lib/contract/paging';
import { keys } from './keys';
import { request } from './request';

const PATH = '/api/v1/alerts';
const REFRESH_MILLISECONDS = 15_000;

/** What is open, the newest first: as many as anyone would look at. */
export function alertsQuery(workspace: string) {
  return queryOptions({
    queryKey: keys.alerts(workspace),
    queryFn: async ({ signal }) => {
      const page = await request({ path: PATH, workspace, answer: pageOf(alert), signal });
      return { alerts: page.data, more: page.next_cursor !== null };
    },
    refetchInterval: REFRESH_MILLISECONDS,
  });
}

export function useDismissAlert(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request({ path: `${PATH}/${id}/dismiss`, method: 'POST', workspace, body: {}, answer: alert }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.alerts(workspace) }),
  });
}
