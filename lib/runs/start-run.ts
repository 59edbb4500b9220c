import { type Actor, actorLabel, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import { type StartRun, startRun as startInput } from '@/lib/contract/run';
import type { Database } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import { newId } from '@/lib/kernel/id';
import type { TargetPolicy } from '@/lib/net/target-policy';
import { attachRunWebhook } from '@/lib/webhooks/run-webhook';
import { presentWorkflow, requireWorkflow } from '@/lib/workflows/workflow-store';
import { appendEvent } from './append-event';
import { chooseCredentials } from './choose-credentials';
import { enqueueRun } from './enqueue-run';
import { inputErrors, listErrors } from './input-variables-policy';

/**
 * Queues a run. The run, its first event and its job are one transaction: there is no run without a job and no job
 * without a run. What the run needs is frozen here; which secret a credential holds is looked up when it is filled.
 */
export async function startRun(
  deps: { db: Database; keys: WorkspaceKeys; webhookTargets: TargetPolicy },
  actor: Actor,
  input: StartRun,
): Promise<{ id: string }> {
  requirePermission(actor, 'runs:write');
  const { workflow_id, run_input_variables, ...asked } = startInput.parse(input);
  const { workspaceId } = actor;
  const id = newId();
  const keyring = await deps.keys.keyring(workspaceId);
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const workflow = presentWorkflow(await requireWorkflow(tx, workspaceId, workflow_id));
    const { credentials, errors } = await chooseCredentials(tx, workspaceId, workflow, run_input_variables);
    const variables = Object.fromEntries(
      Object.entries(run_input_variables).filter(([name]) => !Object.hasOwn(workflow.vault_schema, name)),
    );
    const fields = [
      ...errors,
      ...inputErrors(workflow.input_schema, variables),
      ...listErrors(workflow.steps, variables),
    ];
    if (fields.length > 0) {
      throw new Problem('validation_failed', { message: 'The run needs other input.', fields });
    }
    await tx.run.create({
      data: {
        workspaceId,
        id,
        workflowId: workflow.id,
        workflowVersion: workflow.version,
        steps: workflow.steps,
        credentials,
        inputVariables: plainJson(variables),
        clientId: asked.client_id ?? null,
        ...(asked.dry_run?.enabled ? { dryRun: plainJson(asked.dry_run) } : {}),
        ...(asked.additional_context ? { additionalContext: plainJson(asked.additional_context) } : {}),
        requestedBy: actorLabel(actor),
      },
    });
    const key = { workspaceId, runId: id };
    const { webhookTargets } = deps;
    if (asked.webhook) await attachRunWebhook(tx, { keyring, webhookTargets }, key, asked.webhook);
    await appendEvent(tx, key, 'execution.queued');
    await enqueueRun(tx, workspaceId, id);
    recordAct(tx, actor, {
      action: 'run.started',
      object: { kind: 'run', id },
      detail: { workflow_id: workflow.id, name: workflow.name },
    });
  });
  return { id };
}

/** As the column keeps it: without what JSON has no word for. */
function plainJson(value: Record<string, unknown>): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(value));
}
