import { z } from 'zod';
import { permission } from './workspace';

/** Who a key is, for the program that holds it. */
export const caller = z.object({
  workspace: z.object({ id: z.uuid(), name: z.string(), slug: z.string() }),
  key: z.object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(permission),
    expires_at: z.string().nullable(),
  }),
  /** The id of the workspace as ciphertext under its API encryption key: opens for who holds the right one. */
  encryption_check: z.string().regex(/^[0-9a-f]+$/),
});
export type CallerView = z.infer<typeof caller>;
