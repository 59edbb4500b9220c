import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import { REFUSAL_MEMORY_MS } from './refusals';
import { enqueueCheck } from './sign-in-check-store';

/** A queued check that nobody picked up for this long may have lost its job with a killed worker. */
const STALE_QUEUE_MS = 30_000;
const BATCH = 200;
/** What an entry's sign-in was like last season helps nobody any more. */
const KEPT_MS = 90 * 24 * 3_600_000;

/**
 * Clears up after workers that died: a check that was under way ends with that reason (its password may have been
 * typed, so it is not typed again unasked), one that never began is queued anew.
 */
export async function recoverSignInChecks(deps: {
  db: Database;
  clock: Clock;
}): Promise<{ ended: number; requeued: number }> {
  const now = new Date(deps.clock.now());
  const { lost, waiting } = await deps.db.asSystem(async (tx) => ({
    lost: await tx.signInCheck.findMany({
      where: { state: 'running', leaseUntil: { lt: now } },
      select: { workspaceId: true, id: true },
      take: BATCH,
    }),
    waiting: await tx.signInCheck.findMany({
      where: { state: 'queued', createdAt: { lt: new Date(now.getTime() - STALE_QUEUE_MS) } },
      select: { workspaceId: true, id: true },
      take: BATCH,
    }),
  }));
  for (const check of lost) await endLost(deps, check, now);
  for (const { workspaceId, id } of waiting) {
    await deps.db.withWorkspace(workspaceId, (tx) => enqueueCheck(tx, { workspaceId, checkId: id }));
  }
  return { ended: lost.length, requeued: waiting.length };
}

/** Checks of last season, and refusals that no site counts any more. */
export async function purgeSignInChecks(deps: { db: Database; clock: Clock }): Promise<void> {
  const now = deps.clock.now();
  await deps.db.asSystem(async (tx) => {
    await tx.signInCheck.deleteMany({ where: { createdAt: { lt: new Date(now - KEPT_MS) } } });
    await tx.refusedSignIn.deleteMany({ where: { at: { lt: new Date(now - REFUSAL_MEMORY_MS) } } });
  });
}

async function endLost(
  deps: { db: Database },
  { workspaceId, id }: { workspaceId: string; id: string },
  now: Date,
): Promise<void> {
  await deps.db.withWorkspace(workspaceId, (tx) =>
    // What is done cannot be written to: that fences out the worker, should it be slow and not dead.
    tx.signInCheck.updateMany({
      where: { workspaceId, id, state: 'running', leaseUntil: { lt: now } },
      data: {
        state: 'done',
        leaseUntil: null,
        finishedAt: now,
        category: 'SERVICE_UNAVAILABLE',
        code: 'WORKER_LOST',
        message: 'The worker that carried out this check ended without a word.',
        nextStep: 'Test again.',
      },
    }),
  );
}
