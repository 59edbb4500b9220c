import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { dryRun } from '@/lib/contract/run';
import { placedSteps } from '@/lib/contract/step-tree';
import { workflowStep } from '@/lib/contract/workflow-step';
import type { Notifications } from '@/lib/db/notifications';
import { SecretSet } from '@/lib/redaction/secret-set';
import { warmLogins } from '@/lib/resolver/warm-logins';
import type { SignInDeps } from '@/lib/sign-ins/sign-in-entry';
import { readBrowserSettings } from '@/lib/vault/browser-settings';
import { type KeptEntry, readKeptEntries } from '@/lib/vault/kept-session';
import { endBadly } from './end-badly';
import type { StepContext } from './execute-step';
import { giveSessions, keepSessions } from './reuse-session';
import { RunBrowser } from './run-browser';
import { entriesOfSteps } from './run-credentials';
import { RunDeadline } from './run-deadline';
import { RunStopped } from './run-failure';
import { RunJournal } from './run-journal';
import { type ClaimedRun, claimRun, keepLease, type RunKey } from './run-lease';
import type { RunLimits } from './run-limits';
import { DryRunEnd } from './step-effects-policy';
import { StepWalk } from './step-walk';

export interface RunDeps extends SignInDeps {
  browser(): Promise<Browser>;
  notifications: Notifications;
  env: { baseUrl: string };
  runs: RunLimits;
}

/** A whole run, what it waits for a person left out: a stuck page must not hold a browser for ever. */
const RUN_MS = 10 * 60_000;
const variables = z.record(z.string(), z.unknown());

/**
 * One run, from claim to end.
 *
 * Promises: exactly one worker executes it; a fresh browser context that is closed at the end, whatever happens; the
 * history says what happened in words. Never: a trace, a video, or a secret outside `lib/browser/secure-fill.ts`.
 */
export async function executeRun(deps: RunDeps, key: RunKey, shutdown: AbortSignal): Promise<void> {
  const browser = new RunBrowser(deps.browser);
  try {
    let kept = Promise.resolve<KeptEntry[]>([]);
    const run = await claimRun(deps, key, (due) => {
      const plan = planOf(due);
      kept = readKeptEntries(deps.db, key.workspaceId, entriesOfSteps(plan.ahead, due.credentials));
      browser.open(kept.then((entries) => ({ downloads: downloads(plan), userAgent: userAgentOf(entries) })));
    });
    if (run) await execute(deps, run, { browser, kept }, shutdown);
  } finally {
    await browser.close();
  }
}

interface Opening {
  browser: RunBrowser;
  /** What its entries have kept, as it was when the run began. */
  kept: Promise<KeptEntry[]>;
}

async function execute(
  deps: RunDeps,
  run: ClaimedRun,
  opening: Opening,
  shutdown: AbortSignal,
): Promise<void> {
  const { browser } = opening;
  const key = { workspaceId: run.workspaceId, runId: run.id };
  const controller = new AbortController();
  const deadline = new RunDeadline(RUN_MS);
  const signal = AbortSignal.any([controller.signal, deadline.signal, shutdown]);
  signal.addEventListener('abort', () => void browser.close(), { once: true });
  const lease = keepLease(deps, key, run.epoch, controller);
  const secrets = new SecretSet();
  const journal = new RunJournal(deps, key, run.epoch, secrets);
  try {
    await carryOut(deps, run, opening, { key, journal, secrets, signal, deadline });
  } catch (error) {
    // Taken over by another worker, which will say how it ended.
    if (!(error instanceof RunStopped && error.reason === 'lease_lost')) throw error;
  } finally {
    deadline.stop();
    await Promise.all([journal.close(), lease.stop()]);
  }
}

async function carryOut(
  deps: RunDeps,
  run: ClaimedRun,
  { browser, kept }: Opening,
  tools: Pick<StepContext, 'key' | 'journal' | 'secrets' | 'signal' | 'deadline'>,
): Promise<void> {
  const { journal, signal } = tools;
  const { steps, end, ahead } = planOf(run);
  const data: Record<string, unknown> = {};
  const { credentials } = run;
  let walk: StepWalk | undefined;
  try {
    // While the browser opens, and not waited for: a connection that hangs holds up only the step that needs it.
    void kept.then(
      (entries) =>
        warmLogins(deps, run.workspaceId, likelyNeeded(entriesOfSteps(ahead, credentials), entries)),
      () => {},
    );
    const page = await browser.page();
    const sessions = await giveSessions(deps, await kept, { ...tools, page });
    const surroundings = {
      ...tools,
      deps,
      page,
      sessions,
      data,
      filled: { pin: null },
      createdAt: run.createdAt,
      credentials,
      variables: { input: variables.parse(run.inputVariables) },
    };
    walk = new StepWalk(surroundings, steps, end);
    await walk.go();
    await keepSessions(sessions, tools.journal, page);
    const ending = journal.end({ status: 'success', data: { ...data, ...addedOutput(run) } });
    await Promise.all([ending, browser.close()]);
  } catch (error) {
    const { index = 0, begun = [] } = walk ?? {};
    await endBadly(deps, journal, { error, signal, run, index, begun, data });
  }
}

/** All steps, where a dry run ends, and what is meant to be carried out. */
function planOf(run: ClaimedRun) {
  const steps = placedSteps(z.array(workflowStep).parse(run.steps));
  const end = run.dryRun === null ? null : new DryRunEnd(steps);
  return { steps, end, ahead: steps.slice(0, end?.from) };
}

/** Without those that have kept a session, which may be all that is needed. */
function likelyNeeded(entryIds: readonly string[], kept: readonly KeptEntry[]): string[] {
  const resumed = new Set(kept.filter((entry) => entry.sessionStateSealed !== null).map(({ id }) => id));
  return entryIds.filter((id) => !resumed.has(id));
}

function downloads({ ahead }: ReturnType<typeof planOf>): boolean {
  return ahead.some(({ step }) => step.action === 'download');
}

/** A browser has one; of several entries the first that states one says which. */
function userAgentOf(entries: readonly KeptEntry[]): string | undefined {
  return entries.flatMap((entry) => readBrowserSettings(entry.browserSettings).userAgent ?? []).at(0);
}

function addedOutput(run: ClaimedRun): Record<string, unknown> {
  return run.dryRun === null ? {} : (dryRun.parse(run.dryRun).add_to_output ?? {});
}
