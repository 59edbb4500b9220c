import { z } from 'zod';

/**
 * The recipe itself is checked part by part by the server, which answers with an error per part: its form belongs to
 * the code that acts on pages (lib/browser/site-recipe.ts).
 */
export const saveSiteRecipe = z.strictObject({ recipe: z.record(z.string(), z.unknown()) });
export type SaveSiteRecipe = z.input<typeof saveSiteRecipe>;

export const siteRecipeView = z.object({
  /** Registrable domain, or host and port where there is none. */
  site: z.string(),
  recipe: z.record(z.string(), z.unknown()),
  updated_by: z.string(),
  updated_at: z.string(),
});
export type SiteRecipeView = z.infer<typeof siteRecipeView>;

/** A site as any address on it: `acme.com`, `https://login.acme.com`. */
export const siteParams = z.object({ site: z.string().min(1).max(300) });
