import type { OriginPin } from '@/lib/browser/origin-policy';
import { signIn } from '@/lib/browser/sign-in';
import type { WorkflowStep } from '@/lib/contract/workflow';
import { sameSite } from '@/lib/kernel/site';
import { type ResolvedLogin, resolveLogin } from '@/lib/resolver/resolve-login';
import { takeOneTimeCode } from '@/lib/resolver/take-one-time-code';
import { fillVariables } from '@/lib/workflows/workflow-rules-policy';
import type { StepContext } from './execute-step';
import { nextStepFor, RunFailure } from './run-failure';

/** Two whole steps of a one-time code, should both be needed, and the pages around them. */
const SIGN_IN_MS = 120_000;

/** Resolves the credential now, not earlier: what a person changed in 1Password a moment ago is what is typed. */
export async function signInStep(
  context: StepContext,
  step: Extract<WorkflowStep, { action: 'sign_in' }>,
): Promise<void> {
  const { deps, workspaceId, journal, index, page, secrets } = context;
  const credential = context.credentials.find(({ alias }) => alias === step.credential);
  if (!credential)
    throw new RunFailure(
      'UNEXPECTED_UI_STATE',
      'NO_CREDENTIAL',
      'The step names no credential of the run.',
      'Edit the workflow.',
    );
  const key = { workspaceId, entryId: credential.entry_id };
  const login = await resolveLogin(deps, key);
  secrets.add(login.password);
  await journal.note(index, sourceNote(login));

  const evidence = new NoteQueue((text) => journal.note(index, text));
  const outcome = await signIn(
    page,
    {
      username: login.username,
      password: login.password,
      ...loginUrl(context, step.url, login.domain),
      ...(login.hasOneTimePassword ? { oneTimeCode: () => freshCode(context, key, evidence) } : {}),
    },
    {
      pin: pinOf(login, deps.insecureHosts),
      clock: deps.clock,
      timeoutMs: SIGN_IN_MS,
      onEvidence: (line) => evidence.add(line),
      signal: context.signal,
    },
  );
  await evidence.written();
  await markUsed(context, credential.entry_id);
  if (outcome.signedIn) return;
  throw new RunFailure(outcome.category, outcome.code, outcome.message, nextStepFor(outcome.code));
}

function sourceNote(login: ResolvedLogin): string {
  const from = {
    live: 'read live from 1Password',
    cache: 'from the encrypted cache',
    stored: 'stored in Latchkey',
  };
  return `User name and password: ${from[login.source]}.`;
}

function loginUrl(context: StepContext, url: string | undefined, domain: string): { loginUrl?: string } {
  if (url !== undefined) return { loginUrl: fillVariables(url, context.variables) };
  return context.page.url() === 'about:blank' ? { loginUrl: domain } : {};
}

async function freshCode(
  context: StepContext,
  key: { workspaceId: string; entryId: string },
  evidence: NoteQueue,
) {
  const { deps, signal, secrets } = context;
  const code = await takeOneTimeCode(deps, key, {
    signal,
    onWait: (milliseconds) =>
      evidence.add(`Waiting ${Math.ceil(milliseconds / 1000)} s for the next one-time code.`),
  });
  secrets.add(code.code);
  evidence.add('One-time code: read live.');
  return { code: code.code, expiresAt: code.validUntil };
}

/** The widest behaviour among the item's websites of this site; 1Password's default where the item names none. */
function pinOf(login: ResolvedLogin, insecureHosts: string[]): OriginPin {
  const own = login.websites
    .filter((website) => sameSite(website.url, login.domain))
    .map(({ autofill }) => autofill);
  const autofill =
    own.length === 0 || own.includes('anywhere') ? 'anywhere' : own.includes('exact') ? 'exact' : 'never';
  return { entryDomain: login.domain, extraOrigins: login.extraOrigins, autofill, insecureHosts };
}

async function markUsed({ deps, workspaceId }: StepContext, entryId: string): Promise<void> {
  const lastUsedAt = new Date(deps.clock.now());
  await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.updateMany({ where: { workspaceId, id: entryId }, data: { lastUsedAt } }),
  );
}

/** Evidence arrives from a callback that cannot wait; the journal has to be written in order. */
class NoteQueue {
  #tail: Promise<void> = Promise.resolve();

  constructor(private readonly write: (text: string) => Promise<void>) {}

  add(text: string): void {
    this.#tail = this.#tail.then(() => this.write(text));
    // Reported by `written`; without this the rejection would count as unhandled meanwhile.
    this.#tail.catch(() => undefined);
  }

  written(): Promise<void> {
    return this.#tail;
  }
}
