import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { pageOf } from '@/lib/contract/paging';
import {
  type RotationScheduleView,
  rotationSchedule,
  rotationSettings,
  type SaveRotationSettings,
  type SaveSchedule,
} from '@/lib/contract/rotation-schedule';
import { nothing } from './answers';
import { ApiProblem } from './api-problem';
import { BY_CURSOR } from './by-cursor';
import { keys } from './keys';
import { queryString, request } from './request';

const PATH = '/api/v1/rotation-schedules';
const SETTINGS = '/api/v1/rotation-settings';

/** What is due first comes first. */
export function schedulesQuery(workspace: string, overdue: boolean) {
  return infiniteQueryOptions({
    queryKey: keys.scheduleList(workspace, overdue),
    queryFn: ({ pageParam, signal }) =>
      request({
        path: PATH + queryString({ overdue: String(overdue), cursor: pageParam ?? undefined }),
        workspace,
        answer: pageOf(rotationSchedule),
        signal,
      }),
    ...BY_CURSOR,
  });
}

/** Null for an entry that is not rotated by itself. */
export function scheduleQuery(workspace: string, entryId: string) {
  return queryOptions({
    queryKey: keys.schedule(workspace, entryId),
    queryFn: async ({ signal }): Promise<RotationScheduleView | null> => {
      try {
        return await request({ path: `${PATH}/${entryId}`, workspace, answer: rotationSchedule, signal });
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
  });
}

export function useSaveSchedule(workspace: string, entryId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SaveSchedule) =>
      request({ path: `${PATH}/${entryId}`, method: 'PUT', workspace, body, answer: rotationSchedule }),
    onSuccess: (schedule) => {
      client.setQueryData(keys.schedule(workspace, entryId), schedule);
      return refreshLists(client, workspace);
    },
  });
}

export function useDeleteSchedule(workspace: string, entryId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request({ path: `${PATH}/${entryId}`, method: 'DELETE', workspace, answer: nothing }),
    onSuccess: () => {
      client.setQueryData(keys.schedule(workspace, entryId), null);
      return refreshLists(client, workspace);
    },
  });
}

async function refreshLists(client: ReturnType<typeof useQueryClient>, workspace: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: [...keys.schedules(workspace), 'list'] }),
    client.invalidateQueries({ queryKey: keys.rotationCounts(workspace) }),
  ]);
}

export function rotationSettingsQuery(workspace: string) {
  return queryOptions({
    queryKey: keys.rotationSettings(workspace),
    queryFn: ({ signal }) => request({ path: SETTINGS, workspace, answer: rotationSettings, signal }),
  });
}

export function useSaveRotationSettings(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SaveRotationSettings) =>
      request({ path: SETTINGS, method: 'PATCH', workspace, body, answer: rotationSettings }),
    onSuccess: async (settings) => {
      client.setQueryData(keys.rotationSettings(workspace), settings);
      // Windows are meant in the zone of the workspace.
      await client.invalidateQueries({ queryKey: keys.schedules(workspace) });
    },
  });
}
