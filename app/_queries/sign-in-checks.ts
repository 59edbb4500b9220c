import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { pageOf } from '@/lib/contract/paging';
import { type SignInCheckView, signInCheck } from '@/lib/contract/sign-in-check';
import { keys } from './keys';
import { queryString, request } from './request';

const PATH = '/api/v1/sign-in-checks';
/** A check takes some seconds, and what it sees is shown as it is seen. */
const REFRESH_MILLISECONDS = 1000;

/** The entry's newest check, asked for again until it is done; null where there never was one. */
export function newestCheckQuery(workspace: string, entryId: string, dryRun = false) {
  return queryOptions({
    queryKey: keys.newestCheck(workspace, entryId, dryRun),
    queryFn: async ({ signal }): Promise<SignInCheckView | null> => {
      const path = PATH + queryString({ entry_id: entryId, look_for_change_form: String(dryRun), limit: 1 });
      const page = await request({ path, workspace, answer: pageOf(signInCheck), signal });
      return page.data[0] ?? null;
    },
    refetchInterval: ({ state }) =>
      state.data && state.data.state !== 'done' ? REFRESH_MILLISECONDS : false,
  });
}

export function useStartCheck(workspace: string, entryId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ again }: { again: boolean }) =>
      request({
        path: PATH,
        method: 'POST',
        workspace,
        body: { entry_id: entryId, again },
        answer: signInCheck,
      }),
    onSuccess: (check) => client.setQueryData(keys.newestCheck(workspace, entryId, false), check),
  });
}

/** The dry run of a rotation: signs in and looks for the change form, with a recipe that is not saved yet. */
export function useTryRecipe(workspace: string, entryId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (recipe: Record<string, unknown>) =>
      request({
        path: PATH,
        method: 'POST',
        workspace,
        body: { entry_id: entryId, look_for_change_form: true, recipe },
        answer: signInCheck,
      }),
    onSuccess: (check) => client.setQueryData(keys.newestCheck(workspace, entryId, true), check),
  });
}
