import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { Page } from '@/lib/contract/paging';
import { pageFrom, readCursor } from '@/lib/contract/read-cursor';
import { listSchedulesQuery, type RotationScheduleView } from '@/lib/contract/rotation-schedule';
import { newestRotations } from '@/lib/rotation/rotation-store';
import type { ScheduleDeps } from './schedule-deps';
import { overdueBefore } from './schedule-policy';
import { readSchedules, readSettings, type ScheduleRow } from './schedule-store';
import { presentSchedule } from './schedule-view';

export async function listSchedules(
  deps: Pick<ScheduleDeps, 'db' | 'clock'>,
  actor: Actor,
  query: z.input<typeof listSchedulesQuery>,
): Promise<Page<RotationScheduleView>> {
  requirePermission(actor, 'rotations:read');
  const { overdue, cursor, limit } = listSchedulesQuery.parse(query);
  const list = `rotation-schedules overdue ${overdue}`;
  const after = readCursor(cursor, list);
  const { workspaceId } = actor;
  const now = deps.clock.now();
  const due =
    overdue === 'true'
      ? { before: overdueBefore(now) }
      : overdue === 'false'
        ? { from: overdueBefore(now) }
        : {};
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const rows = await readSchedules(tx, workspaceId, due, { after, take: limit + 1 });
    const { timeZone } = await readSettings(tx, workspaceId);
    const newest = await newestRotations(
      tx,
      workspaceId,
      rows.map((row) => row.entryId),
    );
    const present = (row: ScheduleRow) =>
      presentSchedule(row, { timeZone, now, newest: newest.get(row.entryId) });
    return pageFrom(rows, limit, present, list);
  });
}
