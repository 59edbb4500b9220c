import type { Browser, BrowserContext } from 'playwright-core';
import { closeContext, openFreshContext, openPage } from '@/lib/browser/fresh-context';
import type { SignInFailure } from '@/lib/browser/sign-in-outcome';
import { siteRecipe } from '@/lib/browser/site-recipe';
import { Problem } from '@/lib/contract/problem';
import type { ChangeFormFinding } from '@/lib/contract/sign-in-check';
import { SecretSet } from '@/lib/redaction/secret-set';
import { lookForChangeForm } from './look-for-change-form';
import type { Refusal } from './refusals';
import { troubleOfOutcome } from './sign-in-advice';
import { CheckLost, claimCheck, SignInCheckJournal, type Verdict } from './sign-in-check-journal';
import type { CheckKey, SignInCheckRow } from './sign-in-check-store';
import { type SignInDeps, signInEntry } from './sign-in-entry';
import { SignInWithheld, type Trouble, troubleFromProblem } from './sign-in-trouble';
import { withholdReason } from './withhold-policy';

export interface SignInCheckDeps extends SignInDeps {
  browser(): Promise<Browser>;
}

/** Longer than a sign-in with both of its codes and the search may take; a page that hangs must not hold a worker. */
const CHECK_MS = 150_000;
const SEARCH_MS = 120_000;

/**
 * One *Test sign-in*, from claim to verdict.
 *
 * Promises: exactly one worker carries it out, in a fresh context that is closed at the end; it always ends with words
 * for the person who asked. Never: a password that the site refused a moment ago, unless it was asked for; a secret in
 * what is kept.
 */
export async function executeSignInCheck(
  deps: SignInCheckDeps,
  key: CheckKey,
  shutdown: AbortSignal,
): Promise<void> {
  const check = await claimCheck(deps, key);
  if (!check) return;
  const secrets = new SecretSet();
  const journal = new SignInCheckJournal(deps, key, secrets);
  const lost = new AbortController();
  const lease = journal.keepLease(() => lost.abort(new CheckLost('taken over')));
  const signal = AbortSignal.any([
    lost.signal,
    shutdown,
    AbortSignal.timeout(CHECK_MS + (check.findsForm ? SEARCH_MS : 0)),
  ]);
  try {
    await journal.end(await carryOut(deps, check, journal, { secrets, signal }));
  } catch (error) {
    if (!(error instanceof CheckLost)) throw error;
  } finally {
    await lease.stop();
  }
}

async function carryOut(
  deps: SignInCheckDeps,
  check: SignInCheckRow,
  journal: SignInCheckJournal,
  { secrets, signal }: { secrets: SecretSet; signal: AbortSignal },
): Promise<Verdict> {
  let context: BrowserContext | undefined;
  let before: readonly Refusal[] = [];
  let changeForm: ChangeFormFinding | undefined;
  const note = (text: string) => journal.note(text);
  try {
    context = await openFreshContext(await deps.browser());
    // Closing the context makes whatever Playwright waits for fail at once.
    const opened = context;
    signal.addEventListener('abort', () => void closeContext(opened), { once: true });
    const page = await openPage(context);
    const outcome = await signInEntry(
      deps,
      { workspaceId: check.workspaceId, entryId: check.entryId },
      {
        page,
        secrets,
        signal,
        startAt: (usual) => usual,
        note,
        recipe: siteRecipe.nullable().parse(check.recipe) ?? undefined,
        doneFor: { check_id: check.id },
        beforeTyping: async ({ refusals }) => {
          before = refusals;
          const reason = check.again ? null : withholdReason(refusals, deps.clock.now());
          if (reason) throw new SignInWithheld(reason);
        },
        async onSignedIn(session) {
          if (check.findsForm) changeForm = await lookForChangeForm(deps, page, session, { signal, note });
        },
      },
    );
    return outcome.signedIn
      ? { signedIn: true, refusals: 0, ...(changeForm ? { changeForm } : {}) }
      : refusalOf(outcome, before.length);
  } catch (error) {
    return verdictOfError(error, signal, before.length);
  } finally {
    await closeContext(context);
  }
}

/** The categories in which the site has answered: it did not let this login in. In all others it could not be told. */
const ANSWERED: ReadonlySet<string> = new Set([
  'AUTHENTICATION_ERROR',
  'PASSWORD_UPDATE_REQUIRED',
  'INCORRECT_FORM_INPUTS',
]);

function refusalOf(outcome: SignInFailure, before: number): Verdict {
  const refused = outcome.code === 'INVALID_CREDENTIALS' || outcome.code === 'ACCOUNT_LOCKED';
  return {
    signedIn: ANSWERED.has(outcome.category) ? false : null,
    refusals: before + (refused ? 1 : 0),
    trouble: troubleOfOutcome(outcome),
  };
}

function verdictOfError(error: unknown, signal: AbortSignal, refusals: number): Verdict {
  if (signal.aborted && signal.reason instanceof CheckLost) throw signal.reason;
  if (error instanceof CheckLost) throw error;
  if (error instanceof SignInWithheld) return { signedIn: false, refusals, trouble: error.trouble };
  return { signedIn: null, refusals, trouble: troubleOf(error, signal) };
}

function troubleOf(error: unknown, signal: AbortSignal): Trouble {
  if (signal.aborted) return isTimeout(signal.reason) ? TOOK_TOO_LONG : WORKER_STOPPED;
  if (error instanceof Problem) return troubleFromProblem(error);
  return {
    category: 'UNEXPECTED_UI_STATE',
    code: 'CHECK_FAILED',
    // Its text may hold page content or values, so it is named by its kind only.
    message: `The check could not be carried out (${error instanceof Error ? error.name : 'unknown'}).`,
    nextStep: 'Test again. If it stays, tell the operator the id of this check.',
  };
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

const TOOK_TOO_LONG: Trouble = {
  category: 'SERVICE_UNAVAILABLE',
  code: 'CHECK_TIMEOUT',
  message: 'The check took too long and was ended.',
  nextStep: 'Look whether the site answers in good time, then test again.',
};

const WORKER_STOPPED: Trouble = {
  category: 'SERVICE_UNAVAILABLE',
  code: 'WORKER_STOPPED',
  message: 'The worker was shut down while this check was under way.',
  nextStep: 'Test again.',
};
