import type { WorkspaceTransaction } from '@/lib/db/database';
import type { ScheduleDeps } from './schedule-deps';
import { dueAfterChange, tryAfterMiss } from './schedule-policy';
import { planOf, readSettings, type ScheduleKey } from './schedule-store';

const BATCH = 200;

/**
 * Moves the dates of schedules whose entry had a rotation that has ended: after a change the next one is due in so many
 * days, after an attempt that changed nothing it is tried again soon, and the due date stays, so that it becomes overdue.
 */
export async function settleSchedules(deps: ScheduleDeps): Promise<void> {
  const open = await deps.db.asSystem(
    (tx) => tx.$queryRaw<ScheduleKey[]>`
      select s.workspace_id as "workspaceId", s.entry_id as "entryId"
        from rotation_schedule s
       where exists (select 1 from rotation r
                      where r.workspace_id = s.workspace_id and r.entry_id = s.entry_id
                        and r.finished_at > s.settled_at)
       limit ${BATCH}`,
  );
  for (const key of open) {
    await deps.db.withWorkspace(key.workspaceId, (tx) => settle(deps, tx, key));
  }
}

async function settle(deps: ScheduleDeps, tx: WorkspaceTransaction, key: ScheduleKey): Promise<void> {
  const schedule = await tx.rotationSchedule.findUnique({ where: { workspaceId_entryId: key } });
  if (!schedule) return;
  const { workspaceId, entryId } = key;
  const ended = await tx.rotation.findMany({
    where: { workspaceId, entryId, finishedAt: { gt: schedule.settledAt } },
    orderBy: { finishedAt: 'asc' },
    select: { finishedAt: true, outcome: true },
  });
  const last = ended.at(-1)?.finishedAt;
  if (!last) return;
  const { timeZone } = await readSettings(tx, workspaceId);
  const plan = planOf(schedule, timeZone);
  let { dueAt, nextTryAt, misses } = schedule;
  for (const { finishedAt, outcome } of ended) {
    const at = finishedAt ?? last;
    if (outcome === 'finished' || outcome === 'superseded') {
      dueAt = new Date(dueAfterChange(plan, at.getTime(), deps.clock.now(), deps.random()));
      nextTryAt = dueAt;
      misses = 0;
    } else if (dueAt <= at) {
      misses += 1;
      nextTryAt = new Date(tryAfterMiss(plan, misses, at.getTime(), deps.random()));
    }
  }
  // Another worker that settled meanwhile has the last word.
  await tx.rotationSchedule.updateMany({
    where: { workspaceId, entryId, settledAt: schedule.settledAt },
    data: { dueAt, nextTryAt, misses, settledAt: last },
  });
}
