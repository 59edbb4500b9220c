import { explainReason, rotationReason } from '@/lib/contract/rotation-reason';
import { type RotationScheduleView, timeOf } from '@/lib/contract/rotation-schedule';
import { rotationOutcome } from '@/lib/contract/rotation-state';
import type { NewestRotation } from '@/lib/rotation/rotation-store';
import { isOverdue } from './schedule-policy';
import { planOf, type ScheduleRow } from './schedule-store';

export function presentSchedule(
  row: ScheduleRow,
  { timeZone, now, newest }: { timeZone: string; now: number; newest: NewestRotation | undefined },
): RotationScheduleView {
  const { window } = planOf(row, timeZone);
  return {
    entry_id: row.entryId,
    entry: { permissioned_user_id: row.entry.permissionedUserId, domain: row.entry.domain },
    every_days: row.everyDays,
    window: window && {
      from: timeOf(window.from),
      to: timeOf(window.to),
      weekdays: [...window.weekdays],
    },
    paused: row.paused,
    on_forced_change: row.onForcedChange,
    time_zone: timeZone,
    due_at: row.dueAt.toISOString(),
    next_try_at: row.paused ? null : row.nextTryAt.toISOString(),
    overdue: isOverdue(row, now),
    misses: row.misses,
    last_rotation: newest ? presentNewest(newest) : null,
  };
}

function presentNewest({ id, outcome, reason, createdAt }: NewestRotation) {
  const code = rotationReason.nullable().parse(reason);
  return {
    id,
    outcome: rotationOutcome.nullable().parse(outcome),
    message: code && explainReason(code).message,
    at: createdAt.toISOString(),
  };
}
