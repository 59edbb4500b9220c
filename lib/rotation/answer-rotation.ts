import { type Actor, requirePermission } from '@/lib/access/actor';
import type { RotationAnswer } from '@/lib/contract/rotation-state';
import { type RestoreDeps, restoreItem } from './restore-item';
import { carryAnswer, requireWaiting } from './waiting-rotation';

/**
 * What a person decides about a rotation that needs one. Whatever was done by hand, the rotation settles it as always: by
 * signing in with what the item and the journal hold, the item's own password first. `restore_item` puts both values back
 * into the item, or into a new one, before that. `stop` leaves everything as it is.
 */
export async function answerRotation(
  deps: RestoreDeps,
  actor: Actor,
  { id, action }: { id: string; action: RotationAnswer },
): Promise<void> {
  requirePermission(actor, 'rotations:write');
  const { workspaceId } = actor;
  const now = deps.clock.now();
  if (action === 'restore_item') return restoreItem(deps, actor, id);
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await requireWaiting(tx, workspaceId, id);
    await carryAnswer(tx, actor, row, { action, now });
  });
}
