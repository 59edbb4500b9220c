import { type Actor, requirePermission } from '@/lib/access/actor';
import type { WorkflowView } from '@/lib/contract/workflow';
import type { Database } from '@/lib/db/database';
import { presentWorkflow, requireWorkflow } from './workflow-store';

export async function getWorkflow(deps: { db: Database }, actor: Actor, id: string): Promise<WorkflowView> {
  requirePermission(actor, 'workflows:read');
  const { workspaceId } = actor;
  return presentWorkflow(
    await deps.db.withWorkspace(workspaceId, (tx) => requireWorkflow(tx, workspaceId, id)),
  );
}
