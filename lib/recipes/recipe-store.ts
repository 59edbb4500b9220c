import { type SiteRecipe, siteRecipe } from '@/lib/browser/site-recipe';
import { Problem } from '@/lib/contract/problem';
import type { SiteRecipeView } from '@/lib/contract/site-recipe';
import { siteRecipeView } from '@/lib/contract/site-recipe';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { SiteRecipe as SiteRecipeRow } from '@/lib/db/generated/client';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import { normaliseOrigin, siteOf } from '@/lib/kernel/site';

/** Throws `not_found` for what is no address. */
export function requireSite(address: string): string {
  if (!normaliseOrigin(address).ok) throw noRecipe();
  return siteOf(address);
}

const OF_SITE = `select recipe from site_recipe where workspace_id = ${CURRENT_WORKSPACE} and site = $1`;

/** What the workspace states about the site of an address, or null. A recipe of an older form counts as none. */
export async function findRecipe(
  db: Database,
  workspaceId: string,
  address: string,
): Promise<SiteRecipe | null> {
  const statement = { name: 'site_recipe', text: OF_SITE, values: [siteOf(address)] };
  const [row] = await db.read<Pick<SiteRecipeRow, 'recipe'>>(workspaceId, statement);
  return row ? (siteRecipe.safeParse(row.recipe).data ?? null) : null;
}

export async function requireRecipeRow(
  tx: WorkspaceTransaction,
  workspaceId: string,
  site: string,
): Promise<SiteRecipeRow> {
  const row = await tx.siteRecipe.findUnique({ where: { workspaceId_site: { workspaceId, site } } });
  if (!row) throw noRecipe();
  return row;
}

export function presentRecipe(row: SiteRecipeRow): SiteRecipeView {
  return {
    site: row.site,
    recipe: siteRecipeView.shape.recipe.parse(row.recipe),
    updated_by: row.updatedBy,
    updated_at: row.updatedAt.toISOString(),
  };
}

function noRecipe(): Problem {
  return new Problem('not_found', { message: 'This workspace has no recipe for that site.' });
}
