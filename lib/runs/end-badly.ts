import type { RunError } from '@/lib/contract/run';
import type { WorkflowStep } from '@/lib/contract/workflow';
import type { Run } from '@/lib/db/generated/client';
import type { RunDeps } from './execute-run';
import { requeueRun } from './requeue-run';
import { retryDelay } from './retry-policy';
import { failureFromUnknown, RunFailure, RunStopped } from './run-failure';
import type { RunJournal } from './run-journal';

interface BadEnd {
  error: unknown;
  signal: AbortSignal;
  run: Run;
  index: number;
  steps: readonly WorkflowStep[];
  data: Record<string, unknown>;
}

/** A run whose steps did not come to their end: it was stopped, or goes back into the queue, or has failed. */
export async function endBadly(deps: RunDeps, journal: RunJournal, end: BadEnd): Promise<void> {
  const { signal, run, index, steps, data } = end;
  // An abort closes the context, so what is caught then is an after-effect; the signal holds the reason.
  const reason: unknown = signal.aborted ? signal.reason : end.error;
  if (reason instanceof RunStopped && reason.reason === 'lease_lost') throw reason;
  await journal.stepEnds(index, 'failed');
  if (reason instanceof RunStopped && reason.reason === 'interrupted') {
    await journal.end({ status: 'stopped', data });
    return;
  }
  const failure = failureFromUnknown(stoppedByUs(reason) ?? reason);
  const error = runError(failure, index, new Date(deps.clock.now()));
  const { retryDelaysMs } = deps.runs;
  const delayMs = retryDelay(failure, steps.slice(0, index + 1), run.attempt, retryDelaysMs);
  if (delayMs === null) {
    await journal.end({ status: 'failed', data, error });
    return;
  }
  const key = { workspaceId: run.workspaceId, runId: run.id };
  await journal.write((tx) =>
    requeueRun(tx, key, {
      error: { ...error, message: journal.scrub(error.message) },
      now: deps.clock.now(),
      delayMs,
      attempt: run.attempt,
      maxRetries: retryDelaysMs.length,
    }),
  );
}

function runError(failure: RunFailure, index: number, at: Date): RunError {
  return {
    category: failure.category,
    code: failure.code,
    message: failure.message,
    next_step: failure.nextStep,
    step_index: index,
    at: at.toISOString(),
  };
}

function stoppedByUs(reason: unknown): RunFailure | null {
  if (reason instanceof RunStopped) {
    return new RunFailure(
      'SERVICE_UNAVAILABLE',
      'WORKER_STOPPED',
      'The worker was shut down while this run was under way.',
      'Run it again; look at the site first if the workflow changes something there.',
    );
  }
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    return new RunFailure(
      'SERVICE_UNAVAILABLE',
      'RUN_TIMEOUT',
      'The run took longer than ten minutes and was ended.',
      'Look at the step it stood at; a page that never settles is the usual reason.',
    );
  }
  return null;
}
