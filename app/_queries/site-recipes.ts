import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type SiteRecipeView, siteRecipeView } from '@/lib/contract/site-recipe';
import { nothing } from './answers';
import { ApiProblem } from './api-problem';
import { keys } from './keys';
import { request } from './request';

const addressOf = (domain: string) => `/api/v1/site-recipes/${encodeURIComponent(domain)}`;

/** Null for a site that is understood by itself. */
export function siteRecipeQuery(workspace: string, domain: string) {
  return queryOptions({
    queryKey: keys.siteRecipe(workspace, domain),
    queryFn: async ({ signal }): Promise<SiteRecipeView | null> => {
      try {
        return await request({ path: addressOf(domain), workspace, answer: siteRecipeView, signal });
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
  });
}

export function useSaveSiteRecipe(workspace: string, domain: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (recipe: Record<string, unknown>) =>
      request({
        path: addressOf(domain),
        method: 'PUT',
        workspace,
        body: { recipe },
        answer: siteRecipeView,
      }),
    onSuccess: (saved) => client.setQueryData(keys.siteRecipe(workspace, domain), saved),
  });
}

export function useDeleteSiteRecipe(workspace: string, domain: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request({ path: addressOf(domain), method: 'DELETE', workspace, answer: nothing }),
    onSuccess: () => client.setQueryData(keys.siteRecipe(workspace, domain), null),
  });
}
