import { z } from 'zod';
import { type RunSummary, type RunView, runError, runStatus } from '@/lib/contract/run';
import { workflowStep } from '@/lib/contract/workflow';
import { stepsFrom } from './run-state';
import type { RunRow, RunWithHistory } from './run-store';

const record = z.record(z.string(), z.unknown());
const errors = z.array(runError);

/** Alias -> entry, as frozen at the start of the run. */
export const runCredentials = z.array(
  z.object({ alias: z.string(), entry_id: z.uuid(), permissioned_user_id: z.string(), domain: z.string() }),
);

export function presentRunSummary(row: RunRow): RunSummary {
  return {
    id: row.id,
    workflow: { id: row.workflow.id, name: row.workflow.name, version: row.workflowVersion },
    status: runStatus.parse(row.status),
    credentials: runCredentials.parse(row.credentials),
    requested_by: row.requestedBy,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
    error: errors.parse(row.errors).at(-1) ?? null,
  };
}

export function presentRun(row: RunWithHistory): RunView {
  const { error: _newest, ...summary } = presentRunSummary(row);
  return {
    ...summary,
    workspace_id: row.workspaceId,
    input_variables: record.parse(row.inputVariables),
    steps: stepsFrom(z.array(workflowStep).parse(row.steps), row.events),
    data: record.parse(row.data),
    errors: errors.parse(row.errors),
    screenshots: row.artifacts.map((artifact) => ({
      id: artifact.id,
      name: artifact.name,
      created_at: artifact.createdAt.toISOString(),
      url: `/api/v1/runs/${row.id}/screenshots/${artifact.id}`,
    })),
    attempt: row.attempt,
  };
}
