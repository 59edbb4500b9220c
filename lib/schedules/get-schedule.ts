import { type Actor, requirePermission } from '@/lib/access/actor';
import type { RotationScheduleView } from '@/lib/contract/rotation-schedule';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { newestRotations } from '@/lib/rotation/rotation-store';
import type { ScheduleDeps } from './schedule-deps';
import { readSettings, requireSchedule, type ScheduleKey } from './schedule-store';
import { presentSchedule } from './schedule-view';

export async function getSchedule(
  deps: Pick<ScheduleDeps, 'db' | 'clock'>,
  actor: Actor,
  entryId: string,
): Promise<RotationScheduleView> {
  requirePermission(actor, 'rotations:read');
  const { workspaceId } = actor;
  return deps.db.withWorkspace(workspaceId, (tx) =>
    scheduleView(tx, { workspaceId, entryId }, deps.clock.now()),
  );
}

export async function scheduleView(
  tx: WorkspaceTransaction,
  key: ScheduleKey,
  now: number,
): Promise<RotationScheduleView> {
  const row = await requireSchedule(tx, key);
  const { timeZone } = await readSettings(tx, key.workspaceId);
  const newest = await newestRotations(tx, key.workspaceId, [key.entryId]);
  return presentSchedule(row, { timeZone, now, newest: newest.get(key.entryId) });
}
