import { type Actor, actorLabel, requirePermission } from '@/lib/access/actor';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import { Problem } from '@/lib/contract/problem';
import { type StartRun, startRun as startInput } from '@/lib/contract/run';
import type { Database } from '@/lib/db/database';
import { isReferenceViolation } from '@/lib/db/refused-data';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';
import { newId } from '@/lib/kernel/id';
import type { TargetPolicy } from '@/lib/net/target-policy';
import { attachedWebhook } from '@/lib/webhooks/run-webhook';
import { noWorkflow, type RunnableWorkflow, requireRunnable } from '@/lib/workflows/workflow-store';
import { addEvents } from './append-event';
import { chooseCredentials } from './choose-credentials';
import { enqueuedRun } from './enqueue-run';
import { inputErrors, listErrors } from './input-variables-policy';
import type { RunCredential } from './run-credentials';
import type { RunKey } from './run-lease';

/**
 * Queues a run. The run, its first event and its job are one transaction: there is no run without a job and no job
 * without a run. What the run needs is frozen here; which secret a credential holds is looked up when it is filled.
 */
export async function startRun(
  deps: { db: Database; keys: WorkspaceKeys; audit: ActRecorder; webhookTargets: TargetPolicy },
  actor: Actor,
  input: StartRun,
): Promise<{ id: string }> {
  requirePermission(actor, 'runs:write');
  const { workflow_id, run_input_variables, ...asked } = startInput.parse(input);
  const { workspaceId } = actor;
  const workflow = await requireRunnable(deps.db, workspaceId, workflow_id);
  const { vault_schema, input_schema, steps } = workflow;
  const { credentials, errors } = await chooseCredentials(
    deps.db,
    workspaceId,
    workflow,
    run_input_variables,
  );
  const variables = Object.fromEntries(
    Object.entries(run_input_variables).filter(([name]) => !Object.hasOwn(vault_schema, name)),
  );
  const fields = [...errors, ...inputErrors(input_schema, variables), ...listErrors(steps, variables)];
  if (fields.length > 0)
    throw new Problem('validation_failed', { message: 'The run needs other input.', fields });
  const key = { workspaceId, runId: newId() };
  const keyring = await deps.keys.keyring(workspaceId);
  const webhook = asked.webhook
    ? attachedWebhook({ keyring, webhookTargets: deps.webhookTargets }, key.runId, asked.webhook)
    : [];
  await deps.audit
    .carryOut(
      actor,
      {
        action: 'run.started',
        object: { kind: 'run', id: key.runId },
        detail: { workflow_id: workflow.id, name: workflow.name },
      },
      [
        newRun(key, workflow, { ...asked, credentials, variables, requestedBy: actorLabel(actor) }),
        ...webhook,
        addEvents(key, [{ event: 'execution.queued' }]),
        enqueuedRun(key),
      ],
    )
    .catch((error: unknown) => {
      // Deleted since it was read.
      throw isReferenceViolation(error) ? noWorkflow() : error;
    });
  return { id: key.runId };
}

const NEW_RUN = `
  insert into run (
    workspace_id, id, workflow_id, workflow_version, steps, credentials, input_variables, client_id, dry_run,
    additional_context, requested_by)
  values (
    ${CURRENT_WORKSPACE}, $1::uuid, $2::uuid, $3::int, $4::jsonb, $5::jsonb, $6::jsonb, $7, $8::jsonb, $9::jsonb, $10)`;

interface Asked extends Pick<StartRun, 'client_id' | 'dry_run' | 'additional_context'> {
  credentials: readonly RunCredential[];
  variables: Record<string, unknown>;
  requestedBy: string;
}

function newRun({ runId }: RunKey, { id, version, steps }: RunnableWorkflow, asked: Asked): Statement {
  const { client_id = null, dry_run, additional_context, credentials, variables, requestedBy } = asked;
  return {
    name: 'new_run',
    text: NEW_RUN,
    values: [
      runId,
      id,
      version,
      JSON.stringify(steps),
      JSON.stringify(credentials),
      JSON.stringify(variables),
      client_id,
      dry_run?.enabled ? JSON.stringify(dry_run) : null,
      additional_context ? JSON.stringify(additional_context) : null,
      requestedBy,
    ],
  };
}
