import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type HealthCode,
  type HealthScanView,
  healthResult,
  healthScan,
  type StartHealthScan,
} from '@/lib/contract/health-scan';
import { pageOf } from '@/lib/contract/paging';
import { BY_CURSOR } from './by-cursor';
import { keys } from './keys';
import { queryString, request } from './request';

const PATH = '/api/v1/health-scans';
const REFRESH_MILLISECONDS = 1500;

export interface HealthFilter {
  state?: 'ok' | 'attention';
  code?: HealthCode;
}

/** The newest look at all bindings; null when there was none. Asked again every moment while it is under way. */
export function newestScanQuery(workspace: string) {
  return queryOptions({
    queryKey: keys.newestHealthScan(workspace),
    queryFn: async ({ signal }): Promise<HealthScanView | null> => {
      const path = PATH + queryString({ limit: 1 });
      const page = await request({ path, workspace, answer: pageOf(healthScan), signal });
      return page.data[0] ?? null;
    },
    refetchInterval: ({ state }) => (state.data && !state.data.finished_at ? REFRESH_MILLISECONDS : false),
  });
}

/** `checked` is part of the key: what was found meanwhile is asked for as it comes. */
export function healthResultsQuery(
  workspace: string,
  { id, checked }: Pick<HealthScanView, 'id' | 'checked'>,
  filter: HealthFilter,
) {
  return infiniteQueryOptions({
    queryKey: [...keys.healthResults(workspace, id), filter, checked],
    queryFn: ({ pageParam, signal }) =>
      request({
        path: `${PATH}/${id}/results${queryString({ ...filter, cursor: pageParam ?? undefined })}`,
        workspace,
        answer: pageOf(healthResult),
        signal,
      }),
    ...BY_CURSOR,
    placeholderData: (previous) => previous,
  });
}

export function useStartHealthScan(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: StartHealthScan) =>
      request({ path: PATH, method: 'POST', workspace, body, answer: healthScan }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.newestHealthScan(workspace) }),
  });
}
