import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { Database } from '@/lib/db/database';
import { isFinal } from './run-state';
import { appendEvent, requireRun } from './run-store';

/** A queued run stops at once; one under way stops at its worker's next heartbeat (seconds), which closes its browser. */
export async function interruptRun(deps: { db: Database }, actor: Actor, id: string): Promise<void> {
  requirePermission(actor, 'runs:write');
  const { workspaceId } = actor;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const run = await requireRun(tx, workspaceId, id);
    if (isFinal(run.status))
      throw new Problem('run_finished', { message: `The run has ended: ${run.status}.` });
    const now = new Date();
    const { count } = await tx.run.updateMany({
      where: { workspaceId, id, status: 'queued' },
      data: { status: 'stopped', interruptedAt: now, finishedAt: now },
    });
    if (count === 1) await appendEvent(tx, workspaceId, id, 'execution.stopped', { session_id: id });
    else
      await tx.run.updateMany({
        where: { workspaceId, id, interruptedAt: null },
        data: { interruptedAt: now },
      });
    recordAct(tx, actor, { action: 'run.interrupted', object: { kind: 'run', id } });
  });
}
