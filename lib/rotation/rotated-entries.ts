import type { WorkspaceTransaction } from '@/lib/db/database';

/** Every entry that is bound to the rotation's item has its password changed. */
export async function entriesOfRotation(
  tx: WorkspaceTransaction,
  workspaceId: string,
  rotationId: string,
): Promise<string[]> {
  const rotation = await tx.rotation.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: rotationId } },
    select: { entryId: true, secretRef: true },
  });
  return entriesOfItem(tx, workspaceId, rotation);
}

/** The entry itself, and every other one that is bound to the same item. */
export async function entriesOfItem(
  tx: WorkspaceTransaction,
  workspaceId: string,
  { entryId, secretRef }: { entryId: string; secretRef: string | null },
): Promise<string[]> {
  const entries = await tx.vaultEntry.findMany({
    where: { workspaceId, ...(secretRef === null ? { id: entryId } : { secretRef }) },
    select: { id: true },
  });
  return entries.map(({ id }) => id);
}

/** Runs under way that may be using the password. */
export function countRunsWith(
  tx: WorkspaceTransaction,
  workspaceId: string,
  entryIds: readonly string[],
): Promise<number> {
  return tx.run.count({
    where: {
      workspaceId,
      status: 'running',
      OR: entryIds.map((entry_id) => ({ credentials: { array_contains: [{ entry_id }] } })),
    },
  });
}

/** Waits for runs that are being begun with them at this moment (lib/runs/held-entries.ts). */
export async function lockEntries(
  tx: WorkspaceTransaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<void> {
  await tx.$executeRaw`
    select 1 from vault_entry where workspace_id = ${workspaceId}::uuid and id = any(${[...ids]}::uuid[])
     order by id for update`;
}
