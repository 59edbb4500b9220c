import type { RunError } from '@/lib/contract/run';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { runStatements } from '@/lib/db/run-statements';
import { appendEvent } from './append-event';
import { enqueuedRun } from './enqueue-run';
import { givenBack } from './give-back';
import type { RunCredential } from './run-credentials';
import type { RunKey } from './run-lease';
import { releasedTurns } from './sign-in-turn';

export interface Requeue {
  error: RunError;
  now: number;
  delayMs: number;
  attempt: number;
  maxRetries: number;
  /** Left out, the same as before. */
  credentials?: RunCredential[];
}

/** Back into the queue, with what went wrong kept beside the run and the moment of the next attempt told. */
export async function requeueRun(tx: WorkspaceTransaction, key: RunKey, retry: Requeue): Promise<void> {
  const { workspaceId, runId } = key;
  const notBefore = new Date(retry.now + retry.delayMs);
  const where = { workspaceId_id: { workspaceId, id: runId } };
  const { errors, credentials } = await tx.run.findUniqueOrThrow({
    where,
    select: { errors: true, credentials: true },
  });
  await tx.runInteraction.deleteMany({ where: { workspaceId, runId } });
  await tx.run.update({
    where,
    data: {
      status: 'queued',
      leaseUntil: null,
      notBefore,
      errors: [...(Array.isArray(errors) ? errors : []), retry.error],
      ...(retry.credentials ? { credentials: retry.credentials } : {}),
    },
  });
  await runStatements(tx, [releasedTurns(key), givenBack(credentials, new Date(retry.now))]);
  await appendEvent(tx, key, 'execution.requeued', {
    retry_attempt: retry.attempt,
    max_retries: retry.maxRetries,
    next_execution_time: notBefore.toISOString(),
    delay_ms: retry.delayMs,
  });
  await runStatements(tx, [enqueuedRun(key, notBefore)]);
}
