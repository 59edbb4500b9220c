import type { WorkflowStep } from '@/lib/contract/workflow-step';
import type { RunFailure } from './run-failure';
import { mayChangeSomething } from './step-effects-policy';

/** Refusals that each further attempt makes worse, and runs that have had their time. */
const NEVER_AGAIN: ReadonlySet<string> = new Set(['RATE_LIMITED', 'RUN_TIMEOUT']);

/**
 * How long to wait before a failed run is tried again, in milliseconds; null when it is not. Pure.
 *
 * Only where the other side could not be reached or this worker was told to end, only while no step has begun that may
 * have changed something, and only as often as there are delays. A login that was refused is never sent again.
 */
export function retryDelay(
  failure: RunFailure,
  begun: readonly WorkflowStep[],
  attempt: number,
  delaysMs: readonly number[],
): number | null {
  if (failure.category !== 'SERVICE_UNAVAILABLE' || NEVER_AGAIN.has(failure.code)) return null;
  if (begun.some(mayChangeSomething)) return null;
  const delay = delaysMs[attempt - 1] ?? null;
  // Nothing is wrong with the other side: another worker may take it at once.
  return delay !== null && failure.code === 'WORKER_STOPPED' ? 0 : delay;
}
