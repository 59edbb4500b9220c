import { systemActor } from '@/lib/access/actor';
import { Problem } from '@/lib/contract/problem';
import type { RotationTrigger } from '@/lib/contract/rotation-state';
import { startRotation } from '@/lib/rotation/start-rotation';
import type { ScheduleDeps } from './schedule-deps';
import { waitForWindow } from './schedule-policy';
import { planOf, readSettings, type ScheduleKey } from './schedule-store';

const BATCH = 50;

/** Until then nobody else tries; afterwards the attempt is made again, should its worker have died in between. */
const CLAIM_MS = 3_600_000;

/**
 * Starts the rotations whose moment has come. Any number of workers may do so at once: who moves the date on starts the
 * rotation. Outside of its window (no worker ran when it was open) an attempt is moved to the next one.
 */
export async function startDueRotations(deps: ScheduleDeps): Promise<number> {
  const now = deps.clock.now();
  const due = await deps.db.asSystem((tx) =>
    tx.rotationSchedule.findMany({
      where: { paused: false, nextTryAt: { lte: new Date(now) } },
      orderBy: { nextTryAt: 'asc' },
      select: { workspaceId: true, entryId: true },
      take: BATCH,
    }),
  );
  let started = 0;
  for (const key of due) {
    if ((await claim(deps, key, now)) && (await startQuietly(deps, key, 'schedule'))) started += 1;
  }
  return started;
}

async function claim(deps: ScheduleDeps, key: ScheduleKey, now: number): Promise<boolean> {
  return deps.db.withWorkspace(key.workspaceId, async (tx) => {
    const schedule = await tx.rotationSchedule.findUnique({ where: { workspaceId_entryId: key } });
    // Another worker may have moved it on since it was found.
    if (!schedule || schedule.paused || schedule.nextTryAt.getTime() > now) return false;
    const { timeZone } = await readSettings(tx, key.workspaceId);
    const later = waitForWindow(planOf(schedule, timeZone), now, deps.random());
    const { count } = await tx.rotationSchedule.updateMany({
      where: { ...key, nextTryAt: schedule.nextTryAt },
      data: { nextTryAt: new Date(later ?? now + CLAIM_MS) },
    });
    return count === 1 && later === null;
  });
}

/** False when one is under way already, or when the entry is gone: both are no news to a schedule. */
export async function startQuietly(
  deps: Pick<ScheduleDeps, 'db' | 'clock'>,
  { workspaceId, entryId }: ScheduleKey,
  trigger: RotationTrigger,
): Promise<boolean> {
  try {
    await startRotation(deps, systemActor(workspaceId, 'Schedule'), { entryId, trigger });
    return true;
  } catch (error) {
    if (error instanceof Problem && (error.code === 'rotation_under_way' || error.code === 'not_found')) {
      return false;
    }
    throw error;
  }
}
