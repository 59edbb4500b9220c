import type { Database } from '@/lib/db/database';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { EntryKey, RotationCandidate } from '@/lib/resolver/resolver-deps';
import { openRotationSecrets } from './rotation-secrets';

/**
 * The password that a sign-in has proven and that the item does not hold yet: runs go on with it while 1Password cannot
 * be written to. Null when the item's own password counts.
 */
export async function rotationCandidate(
  deps: { db: Database; keys: WorkspaceKeys },
  { workspaceId, entryId }: EntryKey,
): Promise<RotationCandidate | null> {
  const keyring = await deps.keys.keyring(workspaceId);
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const entry = await tx.vaultEntry.findUnique({
      where: { workspaceId_id: { workspaceId, id: entryId } },
      select: { secretRef: true },
    });
    if (!entry?.secretRef) return null;
    const row = await tx.rotation.findFirst({
      where: { workspaceId, secretRef: entry.secretRef, finishedAt: null, proven: 'candidate' },
      include: { key: true },
    });
    if (!row) return null;
    const { candidate: password, username } = openRotationSecrets(keyring, row, row.key);
    return password && { password, ...(username ? { username } : {}) };
  });
}
