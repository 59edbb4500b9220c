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
import { type PasswordMark, type Refusal, recallRefusals, rememberOutcome } from './refusals';
import { requireAllowedSite } from './site-address-policy';

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
  /** Told of what is remembered against this password, newest first; throws to leave it untyped. */
  beforeTyping?(refusals: readonly Refusal[]): void;
}

/** Two whole steps of a one-time code, should both be needed, and the pages around them. */
const SIGN_IN_MS = 120_000;

/**
 * Signs a page in with an entry. Resolves now, not earlier: what a person changed in 1Password a moment ago is what is
 * typed. Throws `Problem` when the values cannot be had or the site is not allowed; whatever the site does is the
 * outcome, and a refusal is remembered for half an hour.
 */
export async function signInEntry(
  deps: SignInDeps,
  key: EntryKey,
  { page, secrets, signal, startAt, note, doneFor, beforeTyping }: EntrySignIn,
): Promise<SignInOutcome> {
  const login = await resolveLogin(deps, key);
  secrets.add(login.password);
  const uses = new UseRecord(deps.audit, key, doneFor);
  await uses.record({
    action: 'secret.resolved',
    detail: { from: login.source, parts: ['username', 'password'] },
  });
  requireAllowedSite(login.domain, deps.insecureHosts);
  const { passwordMark, refusals } = await recallRefusals(deps, key, login.password);
  beforeTyping?.(refusals);
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
  await noteUse(deps, key, { uses, passwordMark, outcome });
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

/** When it was used, what the site made of it, and the act on record: together. */
async function noteUse(
  deps: ResolverDeps,
  key: EntryKey,
  { uses, passwordMark, outcome }: { uses: UseRecord; passwordMark: PasswordMark; outcome: SignInOutcome },
): Promise<void> {
  const { workspaceId, entryId: id } = key;
  const at = new Date(deps.clock.now());
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const { count } = await tx.vaultEntry.updateMany({
      where: { workspaceId, id },
      data: { lastUsedAt: at },
    });
    uses.recordIn(tx, {
      action: 'secret.filled',
      outcome: outcome.signedIn ? 'success' : 'failure',
      ...(outcome.signedIn ? {} : { detail: { reason: outcome.code } }),
    });
    // An entry that was deleted meanwhile has nothing to remember.
    if (count === 1) await rememberOutcome(tx, key, { passwordMark, outcome, at });
  });
}
