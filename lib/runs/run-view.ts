import { z } from 'zod';
import {
  type RunArtifactView,
  type RunInteractionView,
  type RunSummary,
  type RunView,
  runError,
  runStatus,
} from '@/lib/contract/run';
import { workflowStep } from '@/lib/contract/workflow-step';
import type { RunInteraction } from '@/lib/db/generated/client';
import { answerSchema } from './answer-policy';
import type { ArtifactKind } from './read-artifact';
import { type RunCredential, runCredentials } from './run-credentials';
import { type HistoryEvent, pauseOf, stepsFrom } from './run-state';
import type { RunRow, RunWithHistory } from './run-store';

const record = z.record(z.string(), z.unknown());
const errors = z.array(runError);

export function presentRunSummary(row: RunRow): RunSummary {
  return {
    id: row.id,
    workflow: { id: row.workflow.id, name: row.workflow.name, version: row.workflowVersion },
    status: row.status === 'running' && row.interaction ? 'waiting' : runStatus.parse(row.status),
    credentials: runCredentials.parse(row.credentials).map(presentCredential),
    requested_by: row.requestedBy,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
    error: errors.parse(row.errors).at(-1) ?? null,
  };
}

/** What the event that ends a run tells of it. */
export type EndedRun = Pick<
  RunView,
  'id' | 'credentials' | 'input_variables' | 'steps' | 'data' | 'errors' | 'files'
> & { workflow: Pick<RunView['workflow'], 'id'> };

type EndedRow = Pick<RunWithHistory, 'id' | 'workflowId' | 'artifacts'> &
  Record<'steps' | 'credentials' | 'inputVariables' | 'data' | 'errors', unknown>;

/** Its steps without their history. */
export function presentEndedRun(row: EndedRow): EndedRun {
  return { id: row.id, workflow: { id: row.workflowId }, ...presentResult(row, []) };
}

function presentResult(row: Omit<EndedRow, 'workflowId'>, history: readonly HistoryEvent[]) {
  return {
    credentials: runCredentials.parse(row.credentials).map(presentCredential),
    input_variables: record.parse(row.inputVariables),
    steps: stepsFrom(z.array(workflowStep).parse(row.steps), history),
    data: record.parse(row.data),
    errors: errors.parse(row.errors),
    files: artifactsOf(row, 'file'),
  };
}

export function presentRun(row: RunWithHistory): RunView {
  const { error: _newest, ...summary } = presentRunSummary(row);
  return {
    ...summary,
    ...presentResult(row, row.events),
    workspace_id: row.workspaceId,
    screenshots: artifactsOf(row, 'screenshot'),
    interaction: row.status === 'running' ? presentInteraction(row.interaction) : null,
    pause: row.status === 'queued' ? pauseOf(row.events) : null,
    dry_run: row.dryRun !== null,
    additional_context: row.additionalContext === null ? null : record.parse(row.additionalContext),
    attempt: row.attempt,
  };
}

function presentCredential({
  pool,
  tried: _tried,
  ...used
}: RunCredential): RunSummary['credentials'][number] {
  return { ...used, chosen_from: pool.map(({ permissioned_user_id }) => permissioned_user_id) };
}

function artifactsOf(row: Pick<RunWithHistory, 'id' | 'artifacts'>, kind: ArtifactKind): RunArtifactView[] {
  return row.artifacts
    .filter((artifact) => artifact.kind === kind)
    .map((artifact) => presentArtifact(row.id, kind, artifact));
}

export function presentArtifact(
  runId: string,
  kind: ArtifactKind,
  artifact: { id: string; name: string; createdAt: Date; expiresAt: Date },
): RunArtifactView {
  return {
    id: artifact.id,
    name: artifact.name,
    created_at: artifact.createdAt.toISOString(),
    expires_at: artifact.expiresAt.toISOString(),
    url: `/api/v1/runs/${runId}/${kind}s/${artifact.id}`,
  };
}

/** Null as soon as it was answered: there is nothing left to tell. */
function presentInteraction(row: RunInteraction | null): RunInteractionView | null {
  if (!row || row.answerSealed) return null;
  const { properties } = answerSchema.parse(row.schema);
  return {
    step_index: row.stepIndex,
    message: row.message,
    properties: Object.entries(properties).map(([name, { title }]) => ({ name, title: title ?? name })),
    asked_at: row.askedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  };
}
