import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import {
  type RotationSettings,
  type SaveRotationSettings,
  saveRotationSettings as saveInput,
} from '@/lib/contract/rotation-schedule';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { presentSettings } from './get-rotation-settings';
import type { ScheduleDeps } from './schedule-deps';
import { waitForWindow } from './schedule-policy';
import { planOf, readSettings } from './schedule-store';
import { isTimeZone } from './window-policy';

/** What is left out stays. Another time zone moves the attempts that lie in a window. */
export async function saveRotationSettings(
  deps: ScheduleDeps,
  actor: Actor,
  input: SaveRotationSettings,
): Promise<RotationSettings> {
  requirePermission(actor, 'rotations:write');
  const change = saveInput.parse(input);
  if (change.time_zone !== undefined && !isTimeZone(change.time_zone)) throw unknownZone();
  const { workspaceId } = actor;
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const before = await readSettings(tx, workspaceId);
    const settings = {
      timeZone: change.time_zone ?? before.timeZone,
      flagAfterDays: change.flag_after_days === undefined ? before.flagAfterDays : change.flag_after_days,
      rotateOnForcedChange: change.rotate_on_forced_change ?? before.rotateOnForcedChange,
    };
    await tx.rotationSetting.upsert({
      where: { workspaceId },
      create: { workspaceId, ...settings },
      update: settings,
    });
    if (settings.timeZone !== before.timeZone)
      await moveAttempts(tx, workspaceId, settings.timeZone, deps.random);
    recordAct(tx, actor, {
      action: 'rotation_settings.updated',
      object: { kind: 'workspace', id: workspaceId },
      detail: { changed: Object.keys(change) },
    });
    return presentSettings({ ...before, ...settings });
  });
}

function unknownZone(): Problem {
  return new Problem('validation_failed', {
    message: 'There is no such time zone.',
    fields: [{ field: 'time_zone', message: 'Use a name such as Europe/Berlin or UTC' }],
  });
}

async function moveAttempts(
  tx: WorkspaceTransaction,
  workspaceId: string,
  timeZone: string,
  random: () => number,
): Promise<void> {
  const schedules = await tx.rotationSchedule.findMany({
    where: { workspaceId, windowFrom: { not: null } },
  });
  for (const { entryId, nextTryAt, dueAt, ...row } of schedules) {
    const moved = waitForWindow(planOf(row, timeZone), nextTryAt.getTime(), random());
    if (moved === null) continue;
    const first = dueAt.getTime() === nextTryAt.getTime();
    await tx.rotationSchedule.update({
      where: { workspaceId_entryId: { workspaceId, entryId } },
      data: { nextTryAt: new Date(moved), ...(first ? { dueAt: new Date(moved) } : {}) },
    });
  }
}
