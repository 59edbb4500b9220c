import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import type { ScheduleDeps } from './schedule-deps';
import { requireSchedule } from './schedule-store';

/** The entry is no longer rotated by itself. What is under way goes on. */
export async function deleteSchedule(
  deps: Pick<ScheduleDeps, 'db'>,
  actor: Actor,
  entryId: string,
): Promise<void> {
  requirePermission(actor, 'rotations:write');
  const key = { workspaceId: actor.workspaceId, entryId };
  await deps.db.withWorkspace(actor.workspaceId, async (tx) => {
    await requireSchedule(tx, key);
    await tx.rotationSchedule.delete({ where: { workspaceId_entryId: key } });
    recordAct(tx, actor, {
      action: 'rotation_schedule.deleted',
      object: { kind: 'entry', id: entryId },
    });
  });
}
