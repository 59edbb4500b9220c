import { type Actor, requirePermission } from '@/lib/access/actor';
import type { RotationCounts, RotationGroup } from '@/lib/contract/rotation';
import { inGroup } from '@/lib/rotation/rotation-store';
import type { ScheduleDeps } from './schedule-deps';
import { overdueBefore } from './schedule-policy';

const RECENT_MS = 30 * 24 * 3_600_000;

/** How many rotations there are of each kind: what runs, what waits for someone, what is to come, what is late. */
export async function countRotations(
  deps: Pick<ScheduleDeps, 'db' | 'clock'>,
  actor: Actor,
): Promise<RotationCounts> {
  requirePermission(actor, 'rotations:read');
  const { workspaceId } = actor;
  const now = deps.clock.now();
  const recent = { finishedAt: { gt: new Date(now - RECENT_MS) } };
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const count = (group: RotationGroup, within = {}) =>
      tx.rotation.count({ where: { AND: [{ workspaceId }, inGroup(group), within] } });
    const overdue = { workspaceId, paused: false, dueAt: { lt: overdueBefore(now) } };
    const late = await tx.rotationSchedule.count({ where: overdue });
    return {
      needs_you: await count('needs_you'),
      under_way: await count('under_way'),
      scheduled: (await tx.rotationSchedule.count({ where: { workspaceId } })) - late,
      overdue: late,
      done: await count('done', recent),
      problem: await count('problem', recent),
    };
  });
}
