import { type Actor, requirePermission } from '@/lib/access/actor';
import type { SiteRecipeView } from '@/lib/contract/site-recipe';
import type { Database } from '@/lib/db/database';
import { presentRecipe, requireRecipeRow, requireSite } from './recipe-store';

export async function getRecipe(
  deps: { db: Database },
  actor: Actor,
  address: string,
): Promise<SiteRecipeView> {
  requirePermission(actor, 'rotations:read');
  const site = requireSite(address);
  const { workspaceId } = actor;
  return presentRecipe(
    await deps.db.withWorkspace(workspaceId, (tx) => requireRecipeRow(tx, workspaceId, site)),
  );
}
