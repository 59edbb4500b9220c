import { z } from 'zod';
import { signInRecipe } from './sign-in-recipe';

const selector = z.string().min(1).max(500);
const address = z.url({ protocol: /^https?$/ });

/** An act before the form is there: open an address, or press something. */
const step = z.union([z.strictObject({ goto: address }), z.strictObject({ press: selector })]);

const changeRecipe = z.strictObject({
  url: address.optional(),
  /** Carried out in order after `url`, before the fields are looked for. */
  steps: z.array(step).max(10).optional(),
  current: selector.optional(),
  next: selector.optional(),
  /** The repetition of the new password. */
  confirm: selector.optional(),
  submit: selector.optional(),
});

/**
 * What a person states about a site that is not understood by itself. Every part is optional and overrides the
 * finding of that part only. Selectors are Playwright's and pass through open shadow roots.
 */
export const siteRecipe = z.strictObject({
  sign_in: signInRecipe.optional(),
  change: changeRecipe.optional(),
  /** In Apple's password-rules grammar; goes before what the form declares. */
  password_rules: z.string().min(1).max(1_000).optional(),
});

export type SiteRecipe = z.infer<typeof siteRecipe>;
export type ChangeRecipe = z.infer<typeof changeRecipe>;
