import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { pageOf } from '@/lib/contract/paging';
import {
  type CreateWebhook,
  createdWebhook,
  type UpdateWebhook,
  webhook,
  webhookDelivery,
} from '@/lib/contract/webhook';
import { nothing } from './answers';
import { BY_CURSOR } from './by-cursor';
import { keys } from './keys';
import { queryString, request, requestAll } from './request';

const PATH = '/api/v1/webhooks';
const REFRESH_MILLISECONDS = 5000;

export function webhooksQuery(workspace: string) {
  return queryOptions({
    queryKey: keys.webhooks(workspace),
    queryFn: ({ signal }) => requestAll({ path: PATH, workspace, item: webhook, signal }),
  });
}

export function useCreateWebhook(workspace: string) {
  const refresh = useRefresh(workspace);
  return useMutation({
    mutationFn: (body: CreateWebhook) =>
      request({ path: PATH, method: 'POST', workspace, body, answer: createdWebhook }),
    onSuccess: refresh,
    // The answer holds the secret: it leaves memory with the dialog that shows it.
    gcTime: 0,
  });
}

export function useUpdateWebhook(workspace: string, id: string) {
  const refresh = useRefresh(workspace);
  return useMutation({
    mutationFn: (body: UpdateWebhook) =>
      request({ path: `${PATH}/${id}`, method: 'PATCH', workspace, body, answer: webhook }),
    onSuccess: refresh,
    gcTime: 0,
  });
}

export function useDeleteWebhook(workspace: string, id: string) {
  const refresh = useRefresh(workspace);
  return useMutation({
    mutationFn: () => request({ path: `${PATH}/${id}`, method: 'DELETE', workspace, answer: nothing }),
    // Not waited for: with the row, the page that goes on from here would be gone first.
    onSuccess: () => {
      void refresh();
    },
  });
}

/** Sends a test message now; the answer says how it was taken. */
export function useTestWebhook(workspace: string, id: string) {
  const refresh = useRefresh(workspace);
  return useMutation({
    mutationFn: () =>
      request({ path: `${PATH}/${id}/test`, method: 'POST', workspace, answer: webhookDelivery }),
    onSettled: refresh,
  });
}

/** Asked again while a message waits for its next attempt. */
export function deliveriesQuery(workspace: string, id: string) {
  return infiniteQueryOptions({
    queryKey: keys.webhookDeliveries(workspace, id),
    queryFn: ({ pageParam, signal }) =>
      request({
        path: `${PATH}/${id}/deliveries${queryString({ limit: 25, cursor: pageParam ?? undefined })}`,
        workspace,
        answer: pageOf(webhookDelivery),
        signal,
      }),
    ...BY_CURSOR,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some((row) => row.state === 'waiting'))
        ? REFRESH_MILLISECONDS
        : false,
  });
}

export function useReplayDelivery(workspace: string, id: string) {
  const refresh = useRefresh(workspace);
  return useMutation({
    mutationFn: (deliveryId: string) =>
      request({
        path: `${PATH}/${id}/deliveries/${deliveryId}/replay`,
        method: 'POST',
        workspace,
        answer: webhookDelivery,
      }),
    onSettled: refresh,
  });
}

function useRefresh(workspace: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keys.webhooks(workspace) });
}
