import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { Database } from '@/lib/db/database';
import { endRun } from './end-run';
import { RUN_INTERRUPTED } from './run-lease';
import { isFinal } from './run-state';
import { requireRun } from './run-store';

/** A queued run stops at once; one under way as soon as its worker is told, which closes its browser. */
export async function interruptRun(
  deps: { db: Database; env: { baseUrl: string } },
  actor: Actor,
  id: string,
): Promise<void> {
  requirePermission(actor, 'runs:write');
  const { workspaceId } = actor;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const run = await requireRun(tx, workspaceId, id);
    if (isFinal(run.status))
      throw new Problem('run_finished', { message: `The run has ended: ${run.status}.` });
    const now = new Date();
    const { count } = await tx.run.updateMany({
      where: { workspaceId, id, status: 'queued' },
      data: { status: 'stopped', interruptedAt: now },
    });
    if (count === 1)
      await endRun(tx, { workspaceId, runId: id }, { status: 'stopped', at: now }, deps.env.baseUrl);
    else {
      await tx.run.updateMany({
        where: { workspaceId, id, interruptedAt: null },
        data: { interruptedAt: now },
      });
      await tx.$executeRaw`select pg_notify(${RUN_INTERRUPTED}, ${`${workspaceId}:${id}`})`;
    }
    recordAct(tx, actor, { action: 'run.interrupted', object: { kind: 'run', id } });
  });
}
