import { readyForLooks } from '@/lib/browser/page-facts';
import type { SignInFailure, SignInOutcome } from '@/lib/browser/sign-in-outcome';
import { Problem } from '@/lib/contract/problem';
import type { StepOf } from '@/lib/contract/workflow-step';
import { signInEntry } from '@/lib/sign-ins/sign-in-entry';
import { fillVariables } from '@/lib/workflows/step-variables-policy';
import { codeFromPerson } from './code-from-person';
import type { StepContext } from './execute-step';
import { isProof, whyWithheld } from './login-guard-policy';
import { resumeAtStep, settleSession } from './reuse-session';
import { credentialFor, type RunCredential } from './run-credentials';
import { failureFromProblem, nextStepFor, RunFailure } from './run-failure';
import { signInTerms } from './sign-in-terms';
import { releasedTurns, takeTurn } from './sign-in-turn';

/** The password is another one than the site accepted lately: it is to be typed by one run alone. */
class TurnNeeded extends Error {}

/**
 * Signs in with the credential that the run took for this alias.
 *
 * Promise: while it is not known that the site accepts a password, one run alone types it; should it be refused, the
 * runs that waited do not type it (login-guard-policy.ts). The turn of a run that failed lasts to its end.
 */
export async function signInStep(context: StepContext, step: StepOf<'sign_in'>): Promise<void> {
  const credential = credentialFor(context.credentials, step.credential);
  const { entry_id: entryId } = credential;
  // Beside what is looked up; nothing is typed before the run is known to be ours still.
  const ours = context.journal.begun();
  ours.catch(() => {});
  if (await resumeAtStep(context, step, credential)) return;
  readyForLooks(context.page);
  const { mustBeAlone, tfaMethod } = await lookAtEntry(context, entryId);
  const how = { credential, tfaMethod, ours };
  let alone = mustBeAlone && (await enter(context, entryId));
  const outcome = await attempt(context, step, { ...how, alone }).catch(async (error: unknown) => {
    if (!(error instanceof TurnNeeded)) throw error;
    await waitForTurn(context, entryId);
    alone = true;
    return attempt(context, step, { ...how, alone });
  });
  await settleSession(context, entryId, outcome);
  if (!outcome.signedIn) throw failureOf(outcome, entryId);
  if (alone) await leave(context);
}

/** True where this run alone signs in now. After the wait that may be over: the one before it has shown that it works. */
async function enter(context: StepContext, entryId: string): Promise<boolean> {
  await waitForTurn(context, entryId);
  if ((await lookAtEntry(context, entryId)).mustBeAlone) return true;
  await leave(context);
  return false;
}

async function leave({ journal, key }: StepContext): Promise<void> {
  await journal.writeAll([releasedTurns(key)]);
}

interface Attempt {
  credential: RunCredential;
  tfaMethod: string | null;
  ours: Promise<void>;
  alone: boolean;
}

async function attempt(
  context: StepContext,
  step: StepOf<'sign_in'>,
  { credential, tfaMethod, ours, alone }: Attempt,
): Promise<SignInOutcome> {
  const { deps, key, journal, index, page, secrets, signal, createdAt } = context;
  const { entry_id: entryId } = credential;
  try {
    return await signInEntry(
      deps,
      { workspaceId: key.workspaceId, entryId },
      {
        page,
        secrets,
        signal,
        startAt: (domain) => startAddress(context, step.url, domain),
        note: (text) => journal.note(index, text),
        doneFor: { run_id: key.runId, step: index + 1 },
        otherCode: codeFromPerson(context, credential, tfaMethod),
        async beforeTyping({ refusals, provenAt }) {
          await ours;
          const now = deps.clock.now();
          const reason = whyWithheld(refusals, { createdAt, entryId, now });
          if (reason) throw reason;
          if (!alone && !isProof(provenAt, now)) throw new TurnNeeded();
        },
      },
    );
  } catch (error) {
    // Its values could not be had; a run that may take another entry does.
    if (error instanceof Problem && !error.retryable) throw failureFromProblem(error, entryId);
    throw error;
  }
}

async function lookAtEntry({ deps, key }: StepContext, entryId: string) {
  const { workspaceId } = key;
  const { alone, provenAt, tfaMethod } = await signInTerms(deps.db, { workspaceId, entryId });
  return { mustBeAlone: alone || !isProof(provenAt, deps.clock.now()), tfaMethod };
}

function waitForTurn({ deps, key, journal, index, signal, deadline }: StepContext, entryId: string) {
  const onWait = () => journal.note(index, 'Waiting: another run is signing in with this login.');
  return deadline.standStill(() => takeTurn(deps, { ...key, entryId }, { signal, onWait }));
}

/** Others may get in where this login did not: the site answered, and said no to the login. */
const ABOUT_THE_LOGIN: ReadonlySet<string> = new Set(['AUTHENTICATION_ERROR', 'PASSWORD_UPDATE_REQUIRED']);

function failureOf({ category, code, message }: SignInFailure, entryId: string): RunFailure {
  const about = ABOUT_THE_LOGIN.has(category) ? entryId : undefined;
  return new RunFailure(category, code, message, nextStepFor(code), about);
}

/** What the step says; else the page where the steps before have led to; else the entry's own site. */
function startAddress(context: StepContext, url: string | undefined, domain: string): string | undefined {
  if (url !== undefined) return fillVariables(url, context.variables);
  return context.page.url() === 'about:blank' ? domain : undefined;
}
