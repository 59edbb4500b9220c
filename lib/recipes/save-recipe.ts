import { type Actor, actorLabel, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { type SaveSiteRecipe, type SiteRecipeView, saveSiteRecipe } from '@/lib/contract/site-recipe';
import type { Database } from '@/lib/db/database';
import { requireRecipe } from './recipe-rules-policy';
import { presentRecipe, requireSite } from './recipe-store';

/** Holds for every sign-in and rotation on that site from now on. */
export async function saveRecipe(
  deps: { db: Database },
  actor: Actor,
  { address, ...input }: SaveSiteRecipe & { address: string },
): Promise<SiteRecipeView> {
  requirePermission(actor, 'rotations:write');
  const site = requireSite(address);
  const recipe = requireRecipe(saveSiteRecipe.parse(input).recipe, site);
  const { workspaceId } = actor;
  const data = { recipe, updatedBy: actorLabel(actor) };
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await tx.siteRecipe.upsert({
      where: { workspaceId_site: { workspaceId, site } },
      create: { workspaceId, site, ...data },
      update: data,
    });
    recordAct(tx, actor, {
      action: 'site_recipe.saved',
      object: { kind: 'site_recipe', id: site },
      detail: { changed: Object.keys(recipe) },
    });
    return presentRecipe(row);
  });
}
