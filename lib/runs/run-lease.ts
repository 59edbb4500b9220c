import type { Database } from '@/lib/db/database';
import type { Run } from '@/lib/db/generated/client';
import type { Clock } from '@/lib/kernel/clock';
import { keepBeating } from '@/lib/kernel/heartbeat';
import { appendEvent } from './append-event';
import { RunStopped } from './run-failure';

/** A worker that does not renew for this long is taken for dead. */
export const LEASE_MS = 15_000;
const HEARTBEAT_MS = 2_000;

export interface RunKey {
  workspaceId: string;
  runId: string;
}

/** Exactly one worker gets a queued run. Null when another had it, or when it was stopped before it began. */
export async function claimRun(
  deps: { db: Database; clock: Clock },
  { workspaceId, runId }: RunKey,
): Promise<Run | null> {
  const now = new Date(deps.clock.now());
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const { count } = await tx.run.updateMany({
      where: {
        workspaceId,
        id: runId,
        status: 'queued',
        OR: [{ notBefore: null }, { notBefore: { lte: now } }],
      },
      data: {
        status: 'running',
        epoch: { increment: 1 },
        attempt: { increment: 1 },
        startedAt: now,
        leaseUntil: new Date(now.getTime() + LEASE_MS),
      },
    });
    if (count === 0) return null;
    const run = await tx.run.findUnique({ where: { workspaceId_id: { workspaceId, id: runId } } });
    if (!run) return null;
    await appendEvent(tx, { workspaceId, runId }, 'execution.start');
    return run;
  });
}

/** Renews until told to stop. Aborts the run when a person interrupts it or when another worker has taken it over. */
export function keepLease(
  deps: { db: Database; clock: Clock },
  { workspaceId, runId }: RunKey,
  epoch: number,
  controller: AbortController,
): { stop(): Promise<void> } {
  return keepBeating(deps.clock, HEARTBEAT_MS, async () => {
    const leaseUntil = new Date(deps.clock.now() + LEASE_MS);
    const rows = await deps.db.withWorkspace(workspaceId, (tx) =>
      tx.run.updateManyAndReturn({
        where: { workspaceId, id: runId, epoch, status: 'running' },
        data: { leaseUntil },
        select: { interruptedAt: true },
      }),
    );
    if (rows.length === 0) controller.abort(new RunStopped('lease_lost'));
    if (rows[0]?.interruptedAt) controller.abort(new RunStopped('interrupted'));
    return !controller.signal.aborted;
  });
}
