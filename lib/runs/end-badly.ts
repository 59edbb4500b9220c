import type { WorkflowStep } from '@/lib/contract/workflow-step';
import { awaitNewPassword } from './await-new-password';
import type { RunDeps } from './execute-run';
import { isRefusal, REFUSED_ELSEWHERE } from './login-guard-policy';
import { type Requeue, requeueRun } from './requeue-run';
import { retryDelay } from './retry-policy';
import { withoutEntry } from './run-credentials';
import { failureFromUnknown, RunFailure, RunStopped, runError } from './run-failure';
import type { RunJournal } from './run-journal';
import type { ClaimedRun } from './run-lease';
import { mayChangeSomething } from './step-effects-policy';
import { causeOf, stopQueued } from './stop-queued';

interface BadEnd {
  error: unknown;
  signal: AbortSignal;
  run: ClaimedRun;
  index: number;
  /** The steps that have begun. */
  begun: readonly WorkflowStep[];
  data: Record<string, unknown>;
}

/** A run whose steps did not come to their end: it was stopped, or goes back into the queue, or has failed. */
export async function endBadly(deps: RunDeps, journal: RunJournal, end: BadEnd): Promise<void> {
  const { signal, run, index, begun, data } = end;
  // An abort closes the context, so what is caught then is an after-effect; the signal holds the reason.
  const reason: unknown = signal.aborted ? signal.reason : end.error;
  if (reason instanceof RunStopped && reason.reason === 'lease_lost') throw reason;
  await journal.stepEnds(index, 'failed');
  if (reason instanceof RunStopped && reason.reason === 'interrupted') {
    await journal.end({ status: 'stopped', data });
    return;
  }
  const failure = failureFromUnknown(stoppedByUs(reason) ?? reason);
  const at = new Date(deps.clock.now());
  const error = runError(failure, index, at);
  const again = anotherTry(deps, run, failure, begun) ?? (await awaitNewPassword(deps, run, failure, begun));
  const key = { workspaceId: run.workspaceId, runId: run.id };
  if (again) {
    const scrubbed = { ...error, message: journal.scrub(error.message) };
    await journal.write((tx) => requeueRun(tx, key, { ...again, error: scrubbed, now: at.getTime() }));
  } else if (failure.code === REFUSED_ELSEWHERE) {
    const remark = await causeOf(deps, key, failure.entryId);
    await journal.end({ status: 'stopped', data, error, remark });
  } else {
    await journal.end({ status: 'failed', data, error });
  }
  if (failure.entryId && isRefusal(failure)) await stopQueued(deps, { ...key, entryId: failure.entryId });
}

/** With another login at once, or with the same one a while later; null where neither may be done. */
function anotherTry(
  { runs: { retryDelaysMs } }: RunDeps,
  run: ClaimedRun,
  failure: RunFailure,
  begun: readonly WorkflowStep[],
): Omit<Requeue, 'error' | 'now'> | null {
  const { credentials } = run;
  const others = failure.entryId === undefined ? null : withoutEntry(credentials, failure.entryId);
  const tried = credentials.flatMap((credential) => credential.tried).length;
  if (others && !begun.some(mayChangeSomething)) {
    const maxRetries = Math.max(...others.map(({ pool }) => pool.length)) - 1;
    return { delayMs: 0, attempt: tried + 1, maxRetries, credentials: others };
  }
  const attempt = run.attempt - tried;
  const delayMs = retryDelay(failure, begun, attempt, retryDelaysMs);
  return delayMs === null ? null : { delayMs, attempt, maxRetries: retryDelaysMs.length };
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
