import type { RunError } from '@/lib/contract/run';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { appendEvent } from './append-event';
import type { RunKey } from './run-lease';
import { RUN_TASK } from './start-run';

/** Back into the queue, with what went wrong kept beside the run and the moment of the next attempt told. */
export async function requeueRun(
  tx: WorkspaceTransaction,
  key: RunKey,
  retry: { error: RunError; now: number; delayMs: number; attempt: number; maxRetries: number },
): Promise<void> {
  const { workspaceId, runId } = key;
  const notBefore = new Date(retry.now + retry.delayMs);
  const where = { workspaceId_id: { workspaceId, id: runId } };
  const { errors } = await tx.run.findUniqueOrThrow({ where, select: { errors: true } });
  await tx.runInteraction.deleteMany({ where: { workspaceId, runId } });
  await tx.run.update({
    where,
    data: {
      status: 'queued',
      leaseUntil: null,
      notBefore,
      errors: [...(Array.isArray(errors) ? errors : []), retry.error],
    },
  });
  await appendEvent(tx, key, 'execution.requeued', {
    retry_attempt: retry.attempt,
    max_retries: retry.maxRetries,
    next_execution_time: notBefore.toISOString(),
    delay_ms: retry.delayMs,
  });
  const payload = JSON.stringify({ workspaceId, runId });
  await tx.$executeRaw`select enqueue_job_at(${RUN_TASK}, ${payload}::json, ${`run:${runId}`}, ${notBefore})`;
}
