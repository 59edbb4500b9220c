import type { Database } from '@/lib/db/database';
import { runStatements } from '@/lib/db/run-statements';
import type { Clock } from '@/lib/kernel/clock';
import { endRun } from './end-run';
import { enqueuedRun } from './enqueue-run';
import { RunFailure, runError } from './run-failure';

/** A queued run that nobody picked up for this long may have lost its job with a killed worker. */
const STALE_QUEUE_MS = 30_000;
const BATCH = 200;
const WORKER_LOST = new RunFailure(
  'SERVICE_UNAVAILABLE',
  'WORKER_LOST',
  'The worker that carried out this run ended without a word.',
  'Run it again; look at the site first if the workflow changes something there.',
);

/**
 * Clears up after workers that died. A run that was under way is not started again by itself: it may have changed
 * something on the site, and whether to repeat it is for a person to say. A run that never began is queued anew.
 */
export async function recoverRuns(deps: {
  db: Database;
  clock: Clock;
  env: { baseUrl: string };
}): Promise<{ failed: number; requeued: number }> {
  const now = new Date(deps.clock.now());
  const lost = await deps.db.asSystem((tx) =>
    tx.run.findMany({
      where: { status: 'running', leaseUntil: { lt: now } },
      select: { workspaceId: true, id: true, epoch: true },
      take: BATCH,
    }),
  );
  for (const run of lost) await markLost(deps, run, now);
  const waiting = await deps.db.asSystem((tx) =>
    tx.run.findMany({
      where: {
        status: 'queued',
        createdAt: { lt: new Date(now.getTime() - STALE_QUEUE_MS) },
        OR: [{ notBefore: null }, { notBefore: { lte: now } }],
      },
      select: { workspaceId: true, id: true },
      take: BATCH,
    }),
  );
  for (const run of waiting) {
    await deps.db.withWorkspace(run.workspaceId, (tx) =>
      runStatements(tx, [enqueuedRun({ workspaceId: run.workspaceId, runId: run.id })]),
    );
  }
  return { failed: lost.length, requeued: waiting.length };
}

async function markLost(
  deps: { db: Database; env: { baseUrl: string } },
  { workspaceId, id, epoch }: { workspaceId: string; id: string; epoch: number },
  now: Date,
): Promise<void> {
  const error = runError(WORKER_LOST, null, now);
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    // The epoch fences out the worker, should it be slow and not dead.
    const { count } = await tx.run.updateMany({
      where: { workspaceId, id, epoch, status: 'running', leaseUntil: { lt: now } },
      data: { epoch: { increment: 1 } },
    });
    if (count === 1)
      await endRun(tx, { workspaceId, runId: id }, { status: 'failed', at: now, error }, deps.env.baseUrl);
  });
}
