import { z } from 'zod';
import { entryById, entryByUser, NAME_AN_ENTRY } from './entry-reference';
import { pageQuery } from './paging';
import { ERROR_CATEGORIES } from './run';

/**
 * Once more, although the site refused the same password within the last half hour. Left out, such a password is not
 * sent again: a site locks an account after a few refusals.
 */
const again = z.boolean().default(false);

/**
 * The dry run of a rotation: after the sign-in the form that changes the password is looked for, and left as it is.
 * `recipe` is tried instead of the one that is kept for the site.
 */
const wishes = {
  again,
  look_for_change_form: z.boolean().default(false),
  recipe: z.record(z.string(), z.unknown()).optional(),
};

export const startSignInCheck = z.union([entryById.extend(wishes), entryByUser.extend(wishes)], {
  error: `${NAME_AN_ENTRY}; again and look_for_change_form are true or false, recipe is an object`,
});
export type StartSignInCheck = z.input<typeof startSignInCheck>;

export const changeFormFinding = z.object({
  found: z.boolean(),
  code: z.string().nullable(),
  message: z.string(),
  address: z.string().nullable(),
  /** How many fields for the present and for the new password; whether a one-time code is asked for. */
  fields: z.object({ current: z.number().int(), next: z.number().int(), code: z.boolean() }).nullable(),
  /** What the form says about passwords. */
  rules: z
    .object({
      min_length: z.number().nullable(),
      max_length: z.number().nullable(),
      pattern: z.string().nullable(),
      password_rules: z.string().nullable(),
      policy_text: z.string().nullable(),
    })
    .nullable(),
});
export type ChangeFormFinding = z.infer<typeof changeFormFinding>;

export const signInCheck = z.object({
  id: z.uuid(),
  entry_id: z.uuid(),
  state: z.enum(['queued', 'running', 'done']),
  /** Null while it is under way, and when it could not be told (the site was down, no form was found). */
  signed_in: z.boolean().nullable(),
  category: z.enum(ERROR_CATEGORIES).nullable(),
  code: z.string().nullable(),
  /** The answer in a sentence; null while it is under way. */
  message: z.string().nullable(),
  next_step: z.string().nullable(),
  /** What was seen and done, in order. Grows while the check runs; holds no secret and no text of the page. */
  evidence: z.array(z.string()),
  look_for_change_form: z.boolean(),
  /** Null while it is under way, and when it was not looked for. */
  change_form: changeFormFinding.nullable(),
  /** How often this password was refused within the last half hour, this check included. */
  refusals: z.number().int(),
  requested_by: z.string(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
});
export type SignInCheckView = z.infer<typeof signInCheck>;

export const listSignInChecksQuery = pageQuery.extend({
  entry_id: z.uuid().optional(),
  /** Only dry runs that looked for the change form, or only those that did not. */
  look_for_change_form: z.enum(['true', 'false']).optional(),
});
