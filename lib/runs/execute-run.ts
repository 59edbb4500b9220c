import type { Browser, BrowserContext } from 'playwright-core';
import { z } from 'zod';
import { openFreshContext } from '@/lib/browser/fresh-context';
import { workflowStep } from '@/lib/contract/workflow';
import type { Run } from '@/lib/db/generated/client';
import { SecretSet } from '@/lib/redaction/secret-set';
import type { SignInDeps } from '@/lib/sign-ins/sign-in-entry';
import { executeStep, type StepContext } from './execute-step';
import { failureFromUnknown, RunFailure, RunStopped } from './run-failure';
import { RunJournal } from './run-journal';
import { claimRun, keepLease, type RunKey } from './run-lease';
import { titleOf } from './run-state';
import { runCredentials } from './run-view';

export interface RunDeps extends SignInDeps {
  browser(): Promise<Browser>;
}

/** A whole run: nobody watches for longer, and a stuck page must not hold a browser for ever. */
const RUN_MS = 10 * 60_000;
const variables = z.record(z.string(), z.unknown());

/**
 * One run, from claim to end.
 *
 * Promises: exactly one worker executes it; a fresh browser context that is closed at the end, whatever happens; the
 * history says what happened in words. Never: a trace, a video, or a secret outside `lib/browser/secure-fill.ts`.
 */
export async function executeRun(deps: RunDeps, key: RunKey, shutdown: AbortSignal): Promise<void> {
  const run = await claimRun(deps, key);
  if (!run) return;
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(RUN_MS), shutdown]);
  const lease = keepLease(deps, key, run.epoch, controller);
  const secrets = new SecretSet();
  const journal = new RunJournal(deps, key, run.epoch, secrets);
  try {
    await carryOut(deps, run, journal, secrets, signal);
  } catch (error) {
    // Taken over by another worker, which will say how it ended.
    if (!(error instanceof RunStopped && error.reason === 'lease_lost')) throw error;
  } finally {
    await lease.stop();
  }
}

async function carryOut(
  deps: RunDeps,
  run: Run,
  journal: RunJournal,
  secrets: SecretSet,
  signal: AbortSignal,
): Promise<void> {
  const steps = z.array(workflowStep).parse(run.steps);
  const titles = steps.map((step) => step.label ?? titleOf(step));
  const data: Record<string, unknown> = {};
  let index = 0;
  let context: BrowserContext | undefined;
  try {
    context = await openFreshContext(await deps.browser());
    // Closing the context makes whatever Playwright waits for fail at once.
    const opened = context;
    signal.addEventListener('abort', () => void opened.close().catch(() => undefined), { once: true });
    const page = await context.newPage();
    const step: Omit<StepContext, 'index'> = {
      deps,
      page,
      journal,
      secrets,
      signal,
      data,
      workspaceId: run.workspaceId,
      runId: run.id,
      credentials: runCredentials.parse(run.credentials),
      variables: variables.parse(run.inputVariables),
    };
    for (const [at, definition] of steps.entries()) {
      index = at;
      signal.throwIfAborted();
      await journal.step(index, 'running', titles);
      await executeStep({ ...step, index }, definition);
      await journal.step(index, 'done', titles);
    }
    await journal.end({ status: 'success', data });
  } catch (error) {
    await endBadly(journal, { error, signal, index, titles, data, at: new Date(deps.clock.now()) });
  } finally {
    await context?.close().catch(() => undefined);
  }
}

async function endBadly(
  journal: RunJournal,
  end: {
    error: unknown;
    signal: AbortSignal;
    index: number;
    titles: string[];
    data: Record<string, unknown>;
    at: Date;
  },
): Promise<void> {
  const { signal, index, titles, data } = end;
  // An abort closes the context, so what is caught then is an after-effect; the signal holds the reason.
  const reason: unknown = signal.aborted ? signal.reason : end.error;
  if (reason instanceof RunStopped && reason.reason === 'lease_lost') throw reason;
  await journal.step(index, 'failed', titles);
  if (reason instanceof RunStopped && reason.reason === 'interrupted') {
    await journal.end({ status: 'stopped', data });
    return;
  }
  const failure = failureFromUnknown(stoppedByUs(reason) ?? reason);
  await journal.end({
    status: 'failed',
    data,
    error: {
      category: failure.category,
      code: failure.code,
      message: failure.message,
      next_step: failure.nextStep,
      step_index: index,
      at: end.at.toISOString(),
    },
  });
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
