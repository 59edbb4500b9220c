import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import { type WorkflowInput, type WorkflowView, workflowInput } from '@/lib/contract/workflow';
import type { Database } from '@/lib/db/database';
import { isUniqueViolation } from '@/lib/db/refused-data';
import { newId } from '@/lib/kernel/id';
import { refuseBrokenWorkflow } from './workflow-rules-policy';
import { presentWorkflow, requireWorkflow } from './workflow-store';

export async function createWorkflow(
  deps: { db: Database },
  actor: Actor,
  input: WorkflowInput,
): Promise<WorkflowView> {
  requirePermission(actor, 'workflows:write');
  const definition = workflowInput.parse(input);
  refuseBrokenWorkflow(definition);
  const { workspaceId } = actor;
  const id = newId();
  try {
    return await deps.db.withWorkspace(workspaceId, async (tx) => {
      await tx.workflow.create({
        data: {
          workspaceId,
          id,
          name: definition.name,
          description: definition.description,
          steps: definition.steps,
          inputSchema: JSON.parse(JSON.stringify(definition.input_schema)),
          vaultSchema: definition.vault_schema,
          createdBy: actor.who.kind === 'person' ? actor.who.userId : null,
        },
      });
      recordAct(tx, actor, {
        action: 'workflow.created',
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

export function workflowNameTaken(name: string): Problem {
  return new Problem('name_taken', {
    message: `There is already a workflow named ${name}.`,
    hint: 'Choose another name.',
    fields: [{ field: 'name', message: 'Already used by another workflow' }],
  });
}
