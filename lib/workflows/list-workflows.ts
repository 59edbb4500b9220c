import { type Actor, requirePermission } from '@/lib/access/actor';
import type { WorkflowView } from '@/lib/contract/workflow';
import type { Database } from '@/lib/db/database';
import { presentWorkflow, readWorkflows } from './workflow-store';

export async function listWorkflows(deps: { db: Database }, actor: Actor): Promise<WorkflowView[]> {
  requirePermission(actor, 'workflows:read');
  const rows = await deps.db.withWorkspace(actor.workspaceId, (tx) => readWorkflows(tx, actor.workspaceId));
  return rows.map(presentWorkflow);
}
