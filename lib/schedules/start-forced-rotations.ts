import { mayAnswerDemand } from '@/lib/sign-ins/forced-change';
import type { ScheduleDeps } from './schedule-deps';
import { startQuietly } from './start-due-rotations';

const BATCH = 50;

/**
 * Rotates where a site asked for a new password at sign-in, if that is allowed. The demand is forgotten once it is decided;
 * the next sign-in that meets it brings it back.
 */
export async function startForcedRotations(deps: ScheduleDeps): Promise<number> {
  const demands = await deps.db.asSystem((tx) =>
    tx.forcedPasswordChange.findMany({ select: { workspaceId: true, entryId: true }, take: BATCH }),
  );
  let started = 0;
  for (const key of demands) {
    const wanted = await deps.db.withWorkspace(key.workspaceId, (tx) =>
      mayAnswerDemand(tx, key, deps.clock.now()),
    );
    if (wanted && (await startQuietly(deps, key, 'run'))) started += 1;
    await deps.db.withWorkspace(key.workspaceId, (tx) => tx.forcedPasswordChange.deleteMany({ where: key }));
  }
  return started;
}
