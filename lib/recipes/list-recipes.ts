import { type Actor, requirePermission } from '@/lib/access/actor';
import type { SiteRecipeView } from '@/lib/contract/site-recipe';
import type { Database } from '@/lib/db/database';
import { presentRecipe } from './recipe-store';

/** All of them: a person wrote each by hand. */
export async function listRecipes(deps: { db: Database }, actor: Actor): Promise<SiteRecipeView[]> {
  requirePermission(actor, 'rotations:read');
  const { workspaceId } = actor;
  const rows = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.siteRecipe.findMany({ where: { workspaceId }, orderBy: { site: 'asc' } }),
  );
  return rows.map(presentRecipe);
}
