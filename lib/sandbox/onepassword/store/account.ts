import { z } from 'zod';

/** Permission bits, as `@1password/sdk` 0.5.0 exports them. */
export const PERMISSION = {
  revealPassword: 16,
  readItems: 32,
  updateItems: 64,
  createItems: 128,
  archiveItems: 256,
  deleteItems: 512,
} as const;

/** The bits a service account gets are not published; these two sums are what this stand-in hands out. */
export const READ_ONLY = PERMISSION.revealPassword + PERMISSION.readItems;
export const READ_WRITE =
  READ_ONLY +
  PERMISSION.updateItems +
  PERMISSION.createItems +
  PERMISSION.archiveItems +
  PERMISSION.deleteItems;

export const accountSchema = z.strictObject({
  name: z.string(),
  /** Vault id to permission bits. A vault that is not here does not exist for the account. */
  grants: z.record(z.string(), z.number()),
  revoked: z.boolean(),
});
export type Account = z.infer<typeof accountSchema>;

export function permits(account: Account, vaultId: string, bit: number): boolean {
  return ((account.grants[vaultId] ?? 0) & bit) !== 0;
}
