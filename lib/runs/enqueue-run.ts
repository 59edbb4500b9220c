import type { WorkspaceTransaction } from '@/lib/db/database';
import type { RunKey } from './run-lease';

export const RUN_TASK = 'run';

/** The key makes it harmless to enqueue a run again (lib/runs/recover-runs.ts): a waiting job is kept, not doubled. */
export async function enqueueRun(
  tx: WorkspaceTransaction,
  workspaceId: string,
  runId: string,
): Promise<void> {
  await tx.$executeRaw`select enqueue_job(${RUN_TASK}, ${payloadOf({ workspaceId, runId })}::json, ${keyOf(runId)})`;
}

export async function enqueueRunAt(tx: WorkspaceTransaction, key: RunKey, at: Date): Promise<void> {
  await tx.$executeRaw`select enqueue_job_at(${RUN_TASK}, ${payloadOf(key)}::json, ${keyOf(key.runId)}, ${at})`;
}

function payloadOf({ workspaceId, runId }: RunKey): string {
  return JSON.stringify({ workspaceId, runId });
}

function keyOf(runId: string): string {
  return `run:${runId}`;
}
