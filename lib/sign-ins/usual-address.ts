import type { SignInRecipe } from '@/lib/browser/sign-in-recipe';
import { findRecipe } from '@/lib/recipes/recipe-store';
import type { SignInDeps } from './sign-in-entry';

/** What the workspace states about signing in to a site, with the address where that begins. */
export async function usualAddress(
  { db }: Pick<SignInDeps, 'db'>,
  workspaceId: string,
  domain: string,
): Promise<SignInRecipe & { url: string }> {
  const recipe = await findRecipe(db, workspaceId, domain);
  return { ...recipe?.sign_in, url: recipe?.sign_in?.url ?? domain };
}
