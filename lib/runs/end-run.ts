import type { RunError } from '@/lib/contract/run';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import { appendEvent } from './append-event';
import { giveBack } from './give-back';
import type { RunKey } from './run-lease';
import { requireRun } from './run-store';
import { presentRun } from './run-view';
import { wireResult } from './wire-run-view';

export interface RunEnd {
  status: 'success' | 'failed' | 'stopped';
  at: Date;
  data?: Prisma.InputJsonObject;
  /** Added to those of earlier attempts. */
  error?: RunError;
  /** Beside the result in the event that ends the run. */
  remark?: Prisma.InputJsonObject;
}

/**
 * The one way a run ends, for whoever ends it: state, history and what clients are told, in the caller's transaction.
 * The caller has made sure that the run is its to end.
 */
export async function endRun(
  tx: WorkspaceTransaction,
  { workspaceId, runId }: RunKey,
  end: RunEnd,
  baseUrl: string,
): Promise<void> {
  const where = { workspaceId_id: { workspaceId, id: runId } };
  const { errors, credentials } = await tx.run.findUniqueOrThrow({
    where,
    select: { errors: true, credentials: true },
  });
  await tx.runInteraction.deleteMany({ where: { workspaceId, runId } });
  await tx.run.update({
    where,
    data: {
      status: end.status,
      ...(end.data ? { data: end.data } : {}),
      ...(end.error && Array.isArray(errors) ? { errors: [...errors, end.error] } : {}),
      leaseUntil: null,
      finishedAt: end.at,
    },
  });
  await giveBack(tx, { workspaceId, runId }, credentials, end.at);
  const { session_id, workflow_id, ...result } = wireResult(
    presentRun(await requireRun(tx, workspaceId, runId)),
    baseUrl,
  );
  const payload = JSON.parse(JSON.stringify({ ...result, status: `execution.${end.status}`, ...end.remark }));
  await appendEvent(tx, { workspaceId, runId }, `execution.${end.status}`, payload);
}
