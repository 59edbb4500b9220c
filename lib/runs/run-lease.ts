import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { Run } from '@/lib/db/generated/client';
import type { Clock } from '@/lib/kernel/clock';
import { keepBeating } from '@/lib/kernel/heartbeat';
import { appendEvent } from './append-event';
import { heldEntries } from './held-entries';
import { entryIdsOf, type RunCredential, runCredentials } from './run-credentials';
import { RunStopped } from './run-failure';
import { pauseOf } from './run-state';
import { takeEntries } from './take-entries';

/** A worker that does not renew for this long is taken for dead. */
export const LEASE_MS = 15_000;
const HEARTBEAT_MS = 2_000;

export interface RunKey {
  workspaceId: string;
  runId: string;
}

/**
 * Exactly one worker gets a queued run, together with the entries it needs. Null when another had it, when it was
 * stopped before it began, or when it has to wait for an entry: whoever gives that back enqueues it (wake-waiting.ts).
 * `begins` is told as soon as nothing but the database can come between.
 */
export async function claimRun(
  deps: { db: Database; clock: Clock },
  key: RunKey,
  begins: (run: Pick<Run, 'steps' | 'dryRun'>, credentials: readonly RunCredential[]) => void = () => {},
): Promise<Run | null> {
  const { workspaceId, runId } = key;
  const now = new Date(deps.clock.now());
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const [due] = await tx.$queryRaw<Array<Pick<Run, 'credentials' | 'steps' | 'dryRun'>>>`
      select credentials, steps, dry_run as "dryRun" from run
       where workspace_id = ${workspaceId}::uuid and id = ${runId}::uuid and status = 'queued'
         and (not_before is null or not_before <= ${now}) for update`;
    if (!due) return null;
    const wanted = runCredentials.parse(due.credentials);
    const credentials = await takeEntries(tx, workspaceId, wanted, now);
    if (!credentials) {
      await noteWaiting(tx, key, wanted);
      return null;
    }
    begins(due, credentials);
    // Now that it has its entries: waiting for the run before to give them back took its time.
    const startedAt = new Date(deps.clock.now());
    const run = await tx.run.update({
      where: { workspaceId_id: { workspaceId, id: runId } },
      data: {
        status: 'running',
        credentials,
        epoch: { increment: 1 },
        attempt: { increment: 1 },
        startedAt,
        leaseUntil: new Date(startedAt.getTime() + LEASE_MS),
      },
    });
    await appendEvent(tx, key, 'execution.start');
    return run;
  });
}

/** Told once for each reason, however often it is looked whether the entry is free. */
async function noteWaiting(
  tx: WorkspaceTransaction,
  key: RunKey,
  wanted: readonly RunCredential[],
): Promise<void> {
  const held = await heldEntries(tx, key.workspaceId, entryIdsOf(wanted));
  const message =
    held.size > 0
      ? 'The run waits while the password of its login is being changed. It begins by itself afterwards.'
      : 'The run waits until its login is free: other runs are using it. It begins by itself afterwards.';
  const newest = await tx.runEvent.findFirst({ where: key, orderBy: { seq: 'desc' } });
  if (newest && pauseOf([newest])?.message === message) return;
  await appendEvent(tx, key, 'execution.pause', { message });
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
