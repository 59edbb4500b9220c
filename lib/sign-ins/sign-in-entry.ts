import type { Page } from 'playwright-core';
import type { SecretSet } from '@/lib/browser/secret-set';
import { signIn } from '@/lib/browser/sign-in';
import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import { type ResolvedLogin, resolveLogin } from '@/lib/resolver/resolve-login';
import type { EntryKey, ResolverDeps } from '@/lib/resolver/resolver-deps';
import { takeOneTimeCode } from '@/lib/resolver/take-one-time-code';
import { pinOf } from './entry-pin';
import { NoteQueue } from './note-queue';

export interface SignInDeps extends ResolverDeps {
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
  { page, secrets, signal, startAt, note }: EntrySignIn,
): Promise<SignInOutcome> {
  const login = await resolveLogin(deps, key);
  secrets.add(login.password);
  const notes = new NoteQueue(note);
  notes.add(sourceNote(login));
  const outcome = await signIn(
    page,
    {
      username: login.username,
      password: login.password,
      loginUrl: startAt(login.domain),
      ...(login.hasOneTimePassword
        ? { oneTimeCode: () => freshCode(deps, key, { secrets, signal, notes }) }
        : {}),
    },
    {
      pin: pinOf(login, deps.insecureHosts),
      clock: deps.clock,
      timeoutMs: SIGN_IN_MS,
      onEvidence: (line) => notes.add(line),
      signal,
    },
  );
  await notes.written();
  await markUsed(deps, key);
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
  { secrets, signal, notes }: { secrets: SecretSet; signal: AbortSignal; notes: NoteQueue },
) {
  const code = await takeOneTimeCode(deps, key, {
    signal,
    onWait: (milliseconds) =>
      notes.add(`Waiting ${Math.ceil(milliseconds / 1000)} s for the next one-time code.`),
  });
  secrets.add(code.code);
  notes.add('One-time code: read live.');
  return { code: code.code, expiresAt: code.validUntil };
}

async function markUsed(deps: ResolverDeps, { workspaceId, entryId }: EntryKey): Promise<void> {
  const lastUsedAt = new Date(deps.clock.now());
  await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.updateMany({ where: { workspaceId, id: entryId }, data: { lastUsedAt } }),
  );
}
