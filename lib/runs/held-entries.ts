import type { WorkspaceTransaction } from '@/lib/db/database';

/**
 * Which of these entries are having their password changed, so that no run may begin with them. The entries stay locked
 * until the transaction ends: a rotation that begins takes the same rows for itself, so that either it sees the run
 * under way or the run sees the rotation. Of several entries bound to one item, each is held.
 */
export async function heldEntries(
  tx: WorkspaceTransaction,
  workspaceId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const entries = await tx.$queryRaw<{ id: string; secret_ref: string | null }[]>`
    select id, secret_ref from vault_entry
     where workspace_id = ${workspaceId}::uuid and id = any(${[...ids]}::uuid[])
     order by id for share`;
  const secretRef = { in: entries.flatMap((entry) => entry.secret_ref ?? []) };
  const holding = await tx.rotation.findMany({
    where: {
      workspaceId,
      finishedAt: null,
      AND: [
        // A run that has met a site's demand for a new password would only meet it again before the rotation begins.
        { OR: [{ holdsRuns: true }, { state: 'scheduled', trigger: 'run' }] },
        { OR: [{ entryId: { in: [...ids] } }, { secretRef }] },
      ],
    },
    select: { entryId: true, secretRef: true },
  });
  const isHeld = (entry: { id: string; secret_ref: string | null }) =>
    holding.some(
      (rotation) =>
        rotation.entryId === entry.id ||
        (entry.secret_ref !== null && rotation.secretRef === entry.secret_ref),
    );
  return new Set(entries.filter(isHeld).map(({ id }) => id));
}
