import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import {
  minutesOf,
  type RotationScheduleView,
  type SaveSchedule,
  saveSchedule as saveInput,
} from '@/lib/contract/rotation-schedule';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { lastChangeOf } from '@/lib/rotation/rotation-store';
import { requireEntry } from '@/lib/vault/entry-store';
import { scheduleView } from './get-schedule';
import type { ScheduleDeps } from './schedule-deps';
import { dueAfterChange } from './schedule-policy';
import { findSchedule, planOf, readSettings, type ScheduleKey } from './schedule-store';

/**
 * Sets when an entry is rotated. The first date counts from the last change of the password that is known here, else
 * from the day on which the schedule was made; pausing and going on moves no date.
 */
export async function saveSchedule(
  deps: ScheduleDeps,
  actor: Actor,
  { entryId, ...input }: SaveSchedule & { entryId: string },
): Promise<RotationScheduleView> {
  requirePermission(actor, 'rotations:write');
  const wanted = columnsOf(saveInput.parse(input));
  const { workspaceId } = actor;
  const now = deps.clock.now();
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const entry = await requireEntry(tx, workspaceId, entryId);
    requireRotatable(entry.source);
    await write(tx, { workspaceId, entryId }, wanted, { now, random: deps.random() });
    recordAct(tx, actor, {
      action: 'rotation_schedule.saved',
      object: { kind: 'entry', id: entryId },
      detail: { changed: Object.keys(input) },
    });
    return scheduleView(tx, { workspaceId, entryId }, now);
  });
}

function requireRotatable(source: string): void {
  if (source === 'provider') return;
  throw new Problem('item_unusable', {
    message: 'Only entries that are bound to a 1Password item can be rotated.',
    hint: 'Bind the entry to an item, then schedule it.',
  });
}

type Columns = ReturnType<typeof columnsOf>;

function columnsOf({
  every_days: everyDays,
  window,
  paused,
  on_forced_change: onForcedChange,
}: ReturnType<typeof saveInput.parse>) {
  return {
    everyDays,
    windowFrom: window && minutesOf(window.from),
    windowTo: window && minutesOf(window.to),
    weekdays: window ? [...new Set(window.weekdays)].sort() : [],
    paused,
    onForcedChange,
  };
}

async function write(
  tx: WorkspaceTransaction,
  key: ScheduleKey,
  wanted: Columns,
  { now, random }: { now: number; random: number },
): Promise<void> {
  const existing = await findSchedule(tx, key);
  if (existing && samePlan(existing, wanted)) {
    await tx.rotationSchedule.update({ where: { workspaceId_entryId: key }, data: wanted });
    return;
  }
  const { timeZone } = await readSettings(tx, key.workspaceId);
  const changedAt = await lastChangeOf(tx, key);
  const since = changedAt?.getTime() ?? existing?.createdAt.getTime() ?? now;
  const due = new Date(dueAfterChange(planOf(wanted, timeZone), since, now, random));
  const data = { ...wanted, dueAt: due, nextTryAt: due, misses: 0 };
  await tx.rotationSchedule.upsert({
    where: { workspaceId_entryId: key },
    create: { ...key, ...data, createdAt: new Date(now), settledAt: new Date(now) },
    update: data,
  });
}

function samePlan(a: Omit<Columns, 'paused' | 'onForcedChange'>, b: Columns): boolean {
  return (
    a.everyDays === b.everyDays &&
    a.windowFrom === b.windowFrom &&
    a.windowTo === b.windowTo &&
    a.weekdays.join() === b.weekdays.join()
  );
}
