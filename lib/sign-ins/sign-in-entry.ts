import type { Page } from 'playwright-core';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import { signIn } from '@/lib/browser/sign-in';
import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import type { AuditDetail } from '@/lib/contract/audit';
import type { SecretSet } from '@/lib/redaction/secret-set';
import { loginPin } from '@/lib/resolver/login-pin';
import { type ResolvedLogin, resolveLogin } from '@/lib/resolver/resolve-login';
import type { EntryKey, ResolverDeps } from '@/lib/resolver/resolver-deps';
import { takeOneTimeCode } from '@/lib/resolver/take-one-time-code';

import { NoteQueue } from './note-queue';
import { UseRecord } from './record-use';

export interface SignInDeps extends ResolverDeps {
  audit: ActRecorder;
  /** Hosts for which plain http is fine: none in production, loopback in the demo. */
  insecureHosts: string[];
}

export interface EntrySignIn {
  page: Page;
  /** The live secrets of whoever asks; what is typed is added before it is typed. */
  secrets: SecretSet;
  signal: AbortSignal;
  /** Where to begin, given the entry's domain. Undefined: the page as it is. */
  startAt(domain: string): string | undefined;
  /** Told in order, one after the other, of what is seen and done. Not scrubbed: fixed words. */
  note(text: string): Promise<void>;
  /** What it is done for, beside each use of a secret that goes on record. */
  doneFor: AuditDetail;
}

/** Two whole steps of a one-time code, should both be needed, and the pages around them. */
const SIGN_IN_MS = 120_000;

/**
 * Signs a page in with an entry. Resolves now, not earlier: what a person changed in 1Password a moment ago is what is
 * typed. Throws `Problem` when the values cannot be had; whatever the site does is the outcome.
 */
export async function signInEntry(
  deps: SignInDeps,
  key: EntryKey,
  { page, secrets, signal, startAt, note, doneFor }: EntrySignIn,
): Promise<SignInOutcome> {
  const login = await resolveLogin(deps, key);
  secrets.add(login.password);
  const uses = new UseRecord(deps.audit, key, doneFor);
  await uses.record({
    action: 'secret.resolved',
    detail: { from: login.source, parts: ['username', 'password'] },
  });
  const notes = new NoteQueue(note);
  notes.add(sourceNote(login));
  const outcome = await signIn(
    page,
    {
      username: login.username,
      password: login.password,
      loginUrl: startAt(login.domain),
      ...(login.hasOneTimePassword
        ? { oneTimeCode: () => freshCode(deps, key, { secrets, signal, notes, uses }) }
        : {}),
    },
    {
      pin: { ...loginPin(login), insecureHosts: deps.insecureHosts },
      clock: deps.clock,
      timeoutMs: SIGN_IN_MS,
      onEvidence: (line) => notes.add(line),
      signal,
    },
  );
  await notes.written();
  await markUsed(deps, key, uses, outcome);
  return outcome;
}

function sourceNote(login: ResolvedLogin): string {
  const from = {
    live: 'read live from 1Password',
    cache: 'from the encrypted cache',
    stored: 'stored in Latchkey',
  };
  return `User name and password: ${from[login.source]}.`;
}

async function freshCode(
  deps: ResolverDeps,
  key: EntryKey,
  {
    secrets,
    signal,
    notes,
    uses,
  }: { secrets: SecretSet; signal: AbortSignal; notes: NoteQueue; uses: UseRecord },
) {
  const code = await takeOneTimeCode(deps, key, {
    signal,
    onWait: (milliseconds) =>
      notes.add(`Waiting ${Math.ceil(milliseconds / 1000)} s for the next one-time code.`),
  });
  secrets.add(code.code);
  await uses.record({ action: 'code.taken' });
  notes.add('One-time code: read live.');
  return { code: code.code, expiresAt: code.validUntil };
}

async function markUsed(
  deps: ResolverDeps,
  { workspaceId, entryId }: EntryKey,
  uses: UseRecord,
  outcome: SignInOutcome,
): Promise<void> {
  const lastUsedAt = new Date(deps.clock.now());
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await tx.vaultEntry.updateMany({ where: { workspaceId, id: entryId }, data: { lastUsedAt } });
    uses.recordIn(tx, {
      action: 'secret.filled',
      outcome: outcome.signedIn ? 'success' : 'failure',
      ...(outcome.signedIn ? {} : { detail: { reason: outcome.code } }),
    });
  });
}
