import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { type WorkflowInput, type WorkflowView, workflowInput } from '@/lib/contract/workflow';
import type { Database } from '@/lib/db/database';
import { isUniqueViolation } from '@/lib/db/refused-data';
import { workflowNameTaken } from './create-workflow';
import { refuseBrokenWorkflow } from './workflow-rules-policy';
import { presentWorkflow, requireWorkflow } from './workflow-store';

/** A new version. Runs that were started before keep the steps they were started with. */
export async function updateWorkflow(
  deps: { db: Database },
  actor: Actor,
  { id, input }: { id: string; input: WorkflowInput },
): Promise<WorkflowView> {
  requirePermission(actor, 'workflows:write');
  const definition = workflowInput.parse(input);
  refuseBrokenWorkflow(definition);
  const { workspaceId } = actor;
  try {
    return await deps.db.withWorkspace(workspaceId, async (tx) => {
      await requireWorkflow(tx, workspaceId, id);
      await tx.workflow.update({
        where: { workspaceId_id: { workspaceId, id } },
        data: {
          name: definition.name,
          description: definition.description,
          steps: definition.steps,
          inputSchema: JSON.parse(JSON.stringify(definition.input_schema)),
          vaultSchema: definition.vault_schema,
          version: { increment: 1 },
        },
      });
      recordAct(tx, actor, {
        action: 'workflow.updated',
        object: { kind: 'workflow', id },
        detail: { name: definition.name },
      });
      return presentWorkflow(await requireWorkflow(tx, workspaceId, id));
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw workflowNameTaken(definition.name);
    throw error;
  }
}
