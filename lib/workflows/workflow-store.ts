import { z } from 'zod';
import { Problem } from '@/lib/contract/problem';
import { inputSchema, vaultSchema, type WorkflowView } from '@/lib/contract/workflow';
import { workflowStep } from '@/lib/contract/workflow-step';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Workflow } from '@/lib/db/generated/client';
import { isId } from '@/lib/kernel/id';

type LastRun = { id: string; status: string; createdAt: Date };
export type WorkflowRow = Workflow & { runs: LastRun[] };

const withLastRun = {
  runs: {
    orderBy: { createdAt: 'desc' as const },
    take: 1,
    select: { id: true, status: true, createdAt: true },
  },
};

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireWorkflow(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<WorkflowRow> {
  const row = isId(id)
    ? await tx.workflow.findUnique({ where: { workspaceId_id: { workspaceId, id } }, include: withLastRun })
    : null;
  if (!row) throw new Problem('not_found', { message: 'There is no such workflow in this workspace.' });
  return row;
}

export async function readWorkflows(tx: WorkspaceTransaction, workspaceId: string): Promise<WorkflowRow[]> {
  return tx.workflow.findMany({
    where: { workspaceId },
    include: withLastRun,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
}

export function presentWorkflow(row: WorkflowRow): WorkflowView {
  const lastRun = row.runs[0];
  return {
    id: row.id,
    workspace_id: row.workspaceId,
    name: row.name,
    description: row.description,
    version: row.version,
    steps: z.array(workflowStep).parse(row.steps),
    input_schema: inputSchema.parse(row.inputSchema),
    vault_schema: vaultSchema.parse(row.vaultSchema),
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    last_run: lastRun
      ? { id: lastRun.id, status: lastRun.status, created_at: lastRun.createdAt.toISOString() }
      : null,
  };
}
