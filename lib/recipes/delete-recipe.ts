import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import type { Database } from '@/lib/db/database';
import { requireRecipeRow, requireSite } from './recipe-store';

/** From now on the site is understood by itself, or not at all. */
export async function deleteRecipe(deps: { db: Database }, actor: Actor, address: string): Promise<void> {
  requirePermission(actor, 'rotations:write');
  const site = requireSite(address);
  const { workspaceId } = actor;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await requireRecipeRow(tx, workspaceId, site);
    await tx.siteRecipe.delete({ where: { workspaceId_site: { workspaceId, site } } });
    recordAct(tx, actor, { action: 'site_recipe.deleted', object: { kind: 'site_recipe', id: site } });
  });
}
