import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { z } from 'zod';
import { pageOf } from '@/lib/contract/paging';
import {
  type RotationSummary,
  rotation,
  rotationCounts,
  rotationInspection,
  rotationSummary,
} from '@/lib/contract/rotation';
import type { RotationAnswer } from '@/lib/contract/rotation-state';
import { BY_CURSOR } from './by-cursor';
import { keys, type RotationFilter } from './keys';
import { queryString, request } from './request';

const PATH = '/api/v1/rotations';
const LIST_REFRESH_MILLISECONDS = 5000;
const COUNTS_REFRESH_MILLISECONDS = 15_000;

/** Nothing more will happen to it by itself or by an answer. */
export function isEnded(summary: Pick<RotationSummary, 'finished_at'>): boolean {
  return summary.finished_at !== null;
}

/** Asked again every few seconds while one of the shown rotations is on its way. */
export function rotationsQuery(workspace: string, filter: RotationFilter = {}, limit?: number) {
  return infiniteQueryOptions({
    queryKey: [...keys.rotationList(workspace, filter), limit ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      request({
        path:
          PATH +
          queryString({
            entry_id: filter.entryId,
            group: filter.group,
            cursor: pageParam ?? undefined,
            limit,
          }),
        workspace,
        answer: pageOf(rotationSummary),
        signal,
      }),
    ...BY_CURSOR,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some((row) => !isEnded(row)))
        ? LIST_REFRESH_MILLISECONDS
        : false,
  });
}

export function rotationQuery(workspace: string, id: string) {
  return queryOptions({
    queryKey: keys.rotation(workspace, id),
    queryFn: ({ signal }) => request({ path: `${PATH}/${id}`, workspace, answer: rotation, signal }),
  });
}

export function rotationCountsQuery(workspace: string) {
  return queryOptions({
    queryKey: keys.rotationCounts(workspace),
    queryFn: ({ signal }) => request({ path: `${PATH}/counts`, workspace, answer: rotationCounts, signal }),
    refetchInterval: COUNTS_REFRESH_MILLISECONDS,
  });
}

/** Looked at anew each time a dialog opens: what stood in the way a minute ago may be gone. */
export function inspectionQuery(workspace: string, entryId: string) {
  return queryOptions({
    queryKey: keys.rotationInspection(workspace, entryId),
    queryFn: ({ signal }) =>
      request({
        path: '/api/v1/rotation-inspections',
        method: 'POST',
        workspace,
        body: { entry_id: entryId },
        answer: rotationInspection,
        signal,
      }),
    staleTime: 0,
    gcTime: 0,
  });
}

export function useStartRotation(workspace: string, entryId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      request({
        path: PATH,
        method: 'POST',
        workspace,
        body: { entry_id: entryId },
        answer: z.object({ id: z.uuid() }),
      }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.rotations(workspace) }),
  });
}

/** What a person tells a rotation that needs one. */
export function useAnswerRotation(workspace: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: RotationAnswer) =>
      request({
        path: `${PATH}/${id}/answers`,
        method: 'POST',
        workspace,
        body: { action },
        answer: rotation,
      }),
    onSuccess: (answered) => client.setQueryData(keys.rotation(workspace, id), answered),
    onSettled: () => client.invalidateQueries({ queryKey: keys.rotations(workspace) }),
  });
}

export function rotationEventsAddress(workspace: string, id: string): string {
  return `${PATH}/${id}/events${queryString({ workspace })}`;
}
