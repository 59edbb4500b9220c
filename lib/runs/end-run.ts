import { z } from 'zod';
import type { RunError } from '@/lib/contract/run';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import { runStatements } from '@/lib/db/run-statements';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';
import type { Found } from '@/lib/db/workspace-writer';
import { addEvents } from './append-event';
import { givenBack } from './give-back';
import type { RunKey } from './run-lease';
import { presentEndedRun } from './run-view';
import { releasedTurns } from './sign-in-turn';
import { wireResult } from './wire-run-view';

export interface RunEnd {
  status: 'success' | 'failed' | 'stopped';
  at: Date;
  data?: Prisma.InputJsonObject;
  /** Added to those of earlier attempts. */
  error?: RunError;
  /** Beside the result in the event that ends the run. */
  remark?: Prisma.InputJsonObject;
}

/** What is sent, and what follows from what it found: for `Database.inTwoTrips` or for a transaction that is there. */
export interface TwoTrips {
  first: readonly Statement[];
  following(found: Found): readonly Statement[];
}

const END = `
  update run set status = $2, data = coalesce($3::jsonb, data), errors = errors || $4::jsonb,
         lease_until = null, finished_at = $5::timestamptz
   where workspace_id = ${CURRENT_WORKSPACE} and id = $1::uuid
  returning id, workflow_id as "workflowId", steps, credentials, input_variables as "inputVariables", data, errors`;

const ARTIFACTS = `
  select id, kind, name, created_at as "createdAt", expires_at as "expiresAt" from artifact
   where workspace_id = ${CURRENT_WORKSPACE} and run_id = $1::uuid order by created_at`;

const row = z.object({
  id: z.string(),
  workflowId: z.string(),
  steps: z.unknown(),
  credentials: z.unknown(),
  inputVariables: z.unknown(),
  data: z.unknown(),
  errors: z.unknown(),
});
const artifact = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  createdAt: z.date(),
  expiresAt: z.date(),
});

/**
 * The one way a run ends, for whoever ends it: state, history and what clients are told, in one transaction. The caller has
 * made sure that the run is its to end.
 */
export function endingOf(key: RunKey, end: RunEnd, baseUrl: string): TwoTrips {
  const { runId } = key;
  const data = end.data === undefined ? null : JSON.stringify(end.data);
  const errors = JSON.stringify(end.error === undefined ? [] : [end.error]);
  return {
    first: [
      { name: 'end_run', text: END, values: [runId, end.status, data, errors, end.at] },
      {
        name: 'end_interaction',
        text: `delete from run_interaction where workspace_id = ${CURRENT_WORKSPACE} and run_id = $1::uuid`,
        values: [runId],
      },
      releasedTurns(key),
      { name: 'artifacts_of_run', text: ARTIFACTS, values: [runId] },
    ],
    following([rows = [], , , artifacts = []]) {
      const ended = row.parse(rows[0]);
      const view = presentEndedRun({ ...ended, artifacts: z.array(artifact).parse(artifacts) });
      const { session_id, workflow_id, ...result } = wireResult(view, baseUrl);
      const event = `execution.${end.status}` as const;
      const payload = JSON.parse(JSON.stringify({ ...result, status: event, ...end.remark }));
      return [givenBack(ended.credentials, end.at), addEvents(key, [{ event, payload }])];
    },
  };
}

export async function endRun(
  tx: WorkspaceTransaction,
  key: RunKey,
  end: RunEnd,
  baseUrl: string,
): Promise<void> {
  const { first, following } = endingOf(key, end, baseUrl);
  await runStatements(tx, following(await runStatements(tx, first)));
}
