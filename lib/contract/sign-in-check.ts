import { z } from 'zod';
import { entryById, entryByUser, NAME_AN_ENTRY } from './entry-reference';
import { pageQuery } from './paging';
import { ERROR_CATEGORIES } from './run';

/**
 * Once more, although the site refused the same password within the last half hour. Left out, such a password is not
 * sent again: a site locks an account after a few refusals.
 */
const again = z.boolean().default(false);

export const startSignInCheck = z.union([entryById.extend({ again }), entryByUser.extend({ again })], {
  error: `${NAME_AN_ENTRY}; again is true or false`,
});
export type StartSignInCheck = z.input<typeof startSignInCheck>;

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
  /** How often this password was refused within the last half hour, this check included. */
  refusals: z.number().int(),
  requested_by: z.string(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
});
export type SignInCheckView = z.infer<typeof signInCheck>;

export const listSignInChecksQuery = pageQuery.extend({ entry_id: z.uuid().optional() });
