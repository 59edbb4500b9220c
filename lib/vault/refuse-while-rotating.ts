import { Problem } from '@/lib/contract/problem';
import type { WorkspaceTransaction } from '@/lib/db/database';

/**
 * An entry keeps its binding and its site, and stays, while its password is being changed: the journal of the rotation
 * holds what may be the only copy of the new one.
 */
export async function refuseWhileRotating(
  tx: WorkspaceTransaction,
  workspaceId: string,
  entryId: string,
): Promise<void> {
  const unfinished = await tx.rotation.findFirst({
    where: { workspaceId, entryId, finishedAt: null },
    select: { id: true },
  });
  if (!unfinished) return;
  throw new Problem('rotation_under_way', {
    message: 'The password of this entry is being changed.',
    hint: 'Wait until the rotation has ended, or end it; it may be waiting for you.',
    extra: { rotation_id: unfinished.id },
  });
}
