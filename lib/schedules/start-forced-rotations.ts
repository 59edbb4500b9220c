import type { WorkspaceTransaction } from '@/lib/db/database';
import type { ScheduleDeps } from './schedule-deps';
import { readSettings, type ScheduleKey } from './schedule-store';
import { startQuietly } from './start-due-rotations';

const BATCH = 50;

/** A rotation that did not get rid of the demand is not repeated by every run that meets it. */
const REST_MS = 24 * 3_600_000;

/**
 * Rotates where a site asked for a new password at sign-in, if the entry's schedule or, without one, the workspace
 * allows it. The demand is forgotten once it is decided; the next sign-in that meets it brings it back.
 */
export async function startForcedRotations(deps: ScheduleDeps): Promise<number> {
  const demands = await deps.db.asSystem((tx) =>
    tx.forcedPasswordChange.findMany({ select: { workspaceId: true, entryId: true }, take: BATCH }),
  );
  let started = 0;
  for (const key of demands) {
    const wanted = await deps.db.withWorkspace(key.workspaceId, (tx) => isWanted(deps, tx, key));
    if (wanted && (await startQuietly(deps, key, 'run'))) started += 1;
    await deps.db.withWorkspace(key.workspaceId, (tx) => tx.forcedPasswordChange.deleteMany({ where: key }));
  }
  return started;
}

async function isWanted(deps: ScheduleDeps, tx: WorkspaceTransaction, key: ScheduleKey): Promise<boolean> {
  const schedule = await tx.rotationSchedule.findUnique({ where: { workspaceId_entryId: key } });
  const allowed = schedule
    ? schedule.onForcedChange && !schedule.paused
    : (await readSettings(tx, key.workspaceId)).rotateOnForcedChange;
  if (!allowed) return false;
  const lately = await tx.rotation.count({
    where: { ...key, trigger: 'run', createdAt: { gt: new Date(deps.clock.now() - REST_MS) } },
  });
  return lately === 0;
}
