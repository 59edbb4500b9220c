import { z } from 'zod';
import { runError } from '@/lib/contract/run';
import type { WorkflowStep } from '@/lib/contract/workflow-step';
import { mayAnswerDemand } from '@/lib/sign-ins/forced-change';
import type { RunDeps } from './execute-run';
import type { Requeue } from './requeue-run';
import type { RunFailure } from './run-failure';
import type { ClaimedRun } from './run-lease';
import { mayChangeSomething } from './step-effects-policy';

/** By then a worker has started the rotation, which holds the run for as long as it needs (held-entries.ts). */
const DELAY_MS = 15_000;

const errorsSoFar = z.array(runError);

/**
 * A site let nobody in before the password is changed, and it is going to be: the run waits for that and signs in with
 * the new one. Null where nobody will change it, where a step may have changed something, and for a demand that is still
 * there afterwards.
 */
export async function awaitNewPassword(
  { db, clock }: Pick<RunDeps, 'db' | 'clock'>,
  { workspaceId, errors }: Pick<ClaimedRun, 'workspaceId' | 'errors'>,
  { category, entryId }: RunFailure,
  begun: readonly WorkflowStep[],
): Promise<Omit<Requeue, 'error' | 'now'> | null> {
  if (category !== 'PASSWORD_UPDATE_REQUIRED' || entryId === undefined) return null;
  if (begun.some(mayChangeSomething)) return null;
  if (errorsSoFar.parse(errors).some((earlier) => earlier.category === category)) return null;
  const isAnswered = await db.withWorkspace(workspaceId, async (tx) => {
    const underWay = { workspaceId, entryId, finishedAt: null, state: { not: 'needs_human' } };
    if ((await tx.rotation.count({ where: underWay })) > 0) return true;
    return mayAnswerDemand(tx, { workspaceId, entryId }, clock.now());
  });
  return isAnswered ? { delayMs: DELAY_MS, attempt: 1, maxRetries: 1 } : null;
}
