import { z } from 'zod';

const selector = z.string().min(1).max(500);

/**
 * What a person states about a site whose fields are not found by themselves. Every part is optional and overrides
 * the finding of that part only. Selectors are Playwright's; they pass through open shadow roots.
 */
export const signInRecipe = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).optional(),
  username: selector.optional(),
  password: selector.optional(),
  /** Fits one field, or one per character of the code. */
  code: selector.optional(),
  submit: selector.optional(),
  /** Visible when, and only when, the sign-in worked. */
  success: selector.optional(),
});

export type SignInRecipe = z.infer<typeof signInRecipe>;
