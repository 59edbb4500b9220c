import { z } from 'zod';
import { Problem } from '@/lib/contract/problem';
import {
  inputSchema as inputSchemaOf,
  vaultSchema as vaultSchemaOf,
  type WorkflowView,
} from '@/lib/contract/workflow';
import { workflowStep } from '@/lib/contract/workflow-step';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { Workflow } from '@/lib/db/generated/client';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
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
  if (!row) throw noWorkflow();
  return row;
}

const RUNNABLE = `
  select id, name, version, steps, input_schema as "inputSchema", vault_schema as "vaultSchema" from workflow
   where workspace_id = ${CURRENT_WORKSPACE} and id = $1::uuid`;

/** What of a workflow a run is made of. */
export type RunnableWorkflow = Pick<
  WorkflowView,
  'id' | 'name' | 'version' | 'steps' | 'input_schema' | 'vault_schema'
>;

/** Throws `not_found` as `requireWorkflow` does. */
export async function requireRunnable(
  db: Database,
  workspaceId: string,
  id: string,
): Promise<RunnableWorkflow> {
  const statement = { name: 'runnable_workflow', text: RUNNABLE, values: [id] };
  const [row] = isId(id) ? await db.read<RunnableRow>(workspaceId, statement) : [];
  if (!row) throw noWorkflow();
  return presentRunnable(row);
}

export function noWorkflow(): Problem {
  return new Problem('not_found', { message: 'There is no such workflow in this workspace.' });
}

type RunnableRow = Pick<Workflow, 'id' | 'name' | 'version' | 'steps' | 'inputSchema' | 'vaultSchema'>;

function presentRunnable({
  id,
  name,
  version,
  steps,
  inputSchema,
  vaultSchema,
}: RunnableRow): RunnableWorkflow {
  return {
    id,
    name,
    version,
    steps: z.array(workflowStep).parse(steps),
    input_schema: inputSchemaOf.parse(inputSchema),
    vault_schema: vaultSchemaOf.parse(vaultSchema),
  };
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
    ...presentRunnable(row),
    workspace_id: row.workspaceId,
    description: row.description,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    last_run: lastRun
      ? { id: lastRun.id, status: lastRun.status, created_at: lastRun.createdAt.toISOString() }
      : null,
  };
}
