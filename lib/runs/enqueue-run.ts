import type { Statement } from '@/lib/db/workspace-reader';
import type { RunKey } from './run-lease';

/** As the function of the database names it. */
export const RUN_TASK = 'run';

/** Harmless for a run that is enqueued (lib/runs/recover-runs.ts): a waiting job is kept, not doubled. */
export function enqueuedRun({ workspaceId, runId }: RunKey, at: Date | null = null): Statement {
  return {
    name: 'enqueue_run',
    text: 'select from enqueue_run($1::uuid, $2::uuid, $3::timestamptz)',
    values: [workspaceId, runId, at],
  };
}
