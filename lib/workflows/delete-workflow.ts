import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { Database } from '@/lib/db/database';
import { requireWorkflow } from './workflow-store';

/** Takes its finished runs with it. Refused while a run is queued or under way. */
export async function deleteWorkflow(deps: { db: Database }, actor: Actor, id: string): Promise<void> {
  requirePermission(actor, 'workflows:write');
  const { workspaceId } = actor;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const workflow = await requireWorkflow(tx, workspaceId, id);
    const open = await tx.run.count({
      where: { workspaceId, workflowId: id, status: { in: ['queued', 'running'] } },
    });
    if (open > 0) {
      throw new Problem('workflow_in_use', {
        message: `${workflow.name} has ${open} unfinished ${open === 1 ? 'run' : 'runs'}.`,
        hint: 'Wait until they end, or interrupt them.',
      });
    }
    await tx.workflow.delete({ where: { workspaceId_id: { workspaceId, id } } });
    recordAct(tx, actor, {
      action: 'workflow.deleted',
      object: { kind: 'workflow', id },
      detail: { name: workflow.name },
    });
  });
}
