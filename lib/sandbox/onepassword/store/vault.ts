import { z } from 'zod';

export const vaultSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Grows with every write to an item of the vault; a writer must name the one it has seen. */
  contentVersion: z.number(),
});
export type Vault = z.infer<typeof vaultSchema>;
