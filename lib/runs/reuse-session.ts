import type { Page } from 'playwright-core';
import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import type { StepOf } from '@/lib/contract/workflow-step';
import { KeptSessions } from '@/lib/sign-ins/kept-sessions';
import { usualAddress } from '@/lib/sign-ins/usual-address';
import type { KeptEntry } from '@/lib/vault/kept-session';
import { fillVariables } from '@/lib/workflows/step-variables-policy';
import type { RunDeps } from './execute-run';
import type { StepContext } from './execute-step';
import type { RunCredential } from './run-credentials';
import type { RunJournal } from './run-journal';

/** A run begins with what its entries have kept, in a context that has been nowhere. */
export async function giveSessions(
  deps: RunDeps,
  entries: readonly KeptEntry[],
  { key, journal, secrets, page }: Pick<StepContext, 'key' | 'journal' | 'secrets' | 'page'>,
): Promise<KeptSessions> {
  const sessions = new KeptSessions(entries, {
    deps,
    workspaceId: key.workspaceId,
    secrets,
    doneFor: { run_id: key.runId },
    write: (work) => journal.write(work),
  });
  await sessions.give(page);
  return sessions;
}

/**
 * True when the site still takes the kept session: the step is done, and nothing was typed, asked for or waited for. Else
 * the page is as the step found it, and is signed in as usual.
 */
export async function resumeAtStep(
  context: StepContext,
  step: StepOf<'sign_in'>,
  { entry_id: entryId, domain }: RunCredential,
): Promise<boolean> {
  const { sessions, journal, index, page, deps, key, signal } = context;
  const session = sessions.of(entryId);
  const remark = sessions.remarkOn(entryId);
  if (remark !== null) await journal.note(index, remark);
  if (!session?.isGiven) return false;
  await journal.begun();
  const { url, ...recipe } = await usualAddress(deps, key.workspaceId, domain);
  const start = step.url === undefined ? startOf(page, url) : fillVariables(step.url, context.variables);
  if (await session.resume(page, { start, recipe, signal })) {
    session.step = index;
    await journal.note(index, 'Already signed in: the kept session was used.');
    return true;
  }
  await journal.note(index, 'The site does not take the kept session any more.');
  return false;
}

/** After a sign-in of the usual kind: the session that it has begun is kept, and the one that it was over with is not. */
export async function settleSession(
  { sessions, journal, index, page }: StepContext,
  entryId: string,
  outcome: SignInOutcome,
): Promise<void> {
  const session = sessions.of(entryId);
  if (!session) return;
  session.step = index;
  // What says nothing of the login says nothing of the session either: the site is not there.
  if (!outcome.signedIn) {
    if (outcome.category !== 'SERVICE_UNAVAILABLE') await session.afterFailure();
    return;
  }
  const said = await session.afterSignIn(page);
  if (said !== null) await journal.note(index, said);
}

/** At the end of a run that came through: what the sites have changed since. */
export async function keepSessions(sessions: KeptSessions, journal: RunJournal, page: Page): Promise<void> {
  for (const { step, said } of await sessions.keepAll(page)) await journal.note(step, said);
}

function startOf(page: Page, usual: string): string | null {
  return page.url() === 'about:blank' ? usual : null;
}
