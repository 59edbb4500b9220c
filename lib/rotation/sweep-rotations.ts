import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import { enqueueRotation } from './rotation-store';
import { isDue } from './site-turns';

const BATCH = 100;
/** A rotation that was asked for this long ago and never begun has lost its job with a worker, or waits for its site. */
const STALE_MS = 10_000;

/**
 * Queues again what is due: rotations whose worker died, whose back-off is over, or whose site was busy. A rotation that
 * needs a person waits for one. Returns how many.
 */
export async function sweepRotations(deps: { db: Database; clock: Clock }): Promise<number> {
  const now = deps.clock.now();
  const due = await deps.db.asSystem((tx) =>
    tx.rotation.findMany({
      where: {
        createdAt: { lt: new Date(now - STALE_MS) },
        ...isDue(new Date(now)),
      },
      select: { workspaceId: true, id: true },
      take: BATCH,
    }),
  );
  for (const { workspaceId, id } of due) {
    await deps.db.withWorkspace(workspaceId, (tx) => enqueueRotation(tx, { workspaceId, rotationId: id }));
  }
  return due.length;
}

/** Destroys the secrets of rotations that ended long enough ago: the key with its row, and what it had sealed. */
export async function shredRotations(deps: { db: Database; clock: Clock }): Promise<void> {
  const now = new Date(deps.clock.now());
  const old = await deps.db.asSystem((tx) =>
    tx.rotation.findMany({
      where: { shredAfter: { lte: now }, finishedAt: { not: null } },
      select: { workspaceId: true, id: true },
      take: BATCH,
    }),
  );
  for (const { workspaceId, id } of old) {
    await deps.db.withWorkspace(workspaceId, async (tx) => {
      await tx.rotationKey.deleteMany({ where: { workspaceId, rotationId: id } });
      await tx.rotation.update({
        where: { workspaceId_id: { workspaceId, id } },
        data: {
          ...{ previousSealed: null, candidateSealed: null, fingerprintSealed: null, usernameSealed: null },
          shredAfter: null,
        },
      });
    });
  }
}
