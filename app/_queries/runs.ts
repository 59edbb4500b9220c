import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { z } from 'zod';
import { pageOf } from '@/lib/contract/paging';
import { type RunStatus, run, runSummary, type StartRun } from '@/lib/contract/run';
import { nothing } from './answers';
import { BY_CURSOR } from './by-cursor';
import { keys, type RunFilter } from './keys';
import { queryString, request } from './request';

const PATH = '/api/v1/runs';
const LIST_REFRESH_MILLISECONDS = 5000;

export function isOver(status: RunStatus): boolean {
  return status === 'success' || status === 'failed' || status === 'stopped';
}

/** Asked again every few seconds while one of the shown runs is on its way. */
export function runsQuery(workspace: string, filter: RunFilter = {}, limit?: number) {
  return infiniteQueryOptions({
    queryKey: [...keys.runList(workspace, filter), limit ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      request({
        path:
          PATH +
          queryString({
            status: filter.status,
            workflow_id: filter.workflowId,
            entry_id: filter.entryId,
            cursor: pageParam ?? undefined,
            limit,
          }),
        workspace,
        answer: pageOf(runSummary),
        signal,
      }),
    ...BY_CURSOR,
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.data.some((row) => !isOver(row.status)))
        ? LIST_REFRESH_MILLISECONDS
        : false,
  });
}

export function runQuery(workspace: string, id: string) {
  return queryOptions({
    queryKey: keys.run(workspace, id),
    queryFn: ({ signal }) => request({ path: `${PATH}/${id}`, workspace, answer: run, signal }),
  });
}

export function useStartRun(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: StartRun) =>
      request({ path: PATH, method: 'POST', workspace, body, answer: z.object({ id: z.uuid() }) }),
    onSuccess: () => client.invalidateQueries({ queryKey: [...keys.runs(workspace), 'list'] }),
  });
}

export function useInterruptRun(workspace: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request({ path: `${PATH}/${id}/interrupt`, method: 'POST', workspace, body: {}, answer: nothing }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.run(workspace, id) }),
  });
}

/** The answer goes to the worker and is kept nowhere, in this page's memory of requests neither. */
export function useAnswerRun(workspace: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: (answer: Record<string, string>) =>
      request({ path: `${PATH}/${id}/answer`, method: 'POST', workspace, body: { answer }, answer: run }),
    onSuccess: (answered) => client.setQueryData(keys.run(workspace, id), answered),
  });
}

/** An <img> cannot send a header, so the workspace goes into the address. */
export function screenshotAddress(workspace: string, runId: string, screenshotId: string): string {
  return `${PATH}/${runId}/screenshots/${screenshotId}${queryString({ workspace })}`;
}

export function runEventsAddress(workspace: string, runId: string): string {
  return `${PATH}/${runId}/events${queryString({ workspace })}`;
}
