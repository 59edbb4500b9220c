import type { Page } from 'playwright-core';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import type { OriginPin } from '@/lib/browser/origin-policy';
import { signIn } from '@/lib/browser/sign-in';
import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import type { OneTimeCode } from '@/lib/browser/sign-in-types';
import type { SiteRecipe } from '@/lib/browser/site-recipe';
import type { AuditDetail } from '@/lib/contract/audit';
import { findRecipe } from '@/lib/recipes/recipe-store';
import type { SecretSet } from '@/lib/redaction/secret-set';
import { loginPin } from '@/lib/resolver/login-pin';
import { type ResolvedLogin, resolveLogin } from '@/lib/resolver/resolve-login';
import type { EntryKey, ResolverDeps } from '@/lib/resolver/resolver-deps';
import { CodesOfSignIn } from './codes-of-sign-in';
import { NoteQueue } from './note-queue';
import { noteUse } from './note-use';
import { UseRecord } from './record-use';
import { type Remembered, recallRefusals } from './refusals';
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
  /** Where to begin, given the usual place: the recipe's, else the entry's domain. Undefined: the page as it is. */
  startAt(usual: string): string | undefined;
  /** Told in order, one after the other, of what is seen and done. Not scrubbed: fixed words. */
  note(text: string): Promise<void>;
  /** What it is done for, beside each use of a secret that goes on record. */
  doneFor: AuditDetail;
  /** Codes that do not come from the entry's authenticator, and how long they may take to come, one by one. */
  otherCode?: { ask(): Promise<OneTimeCode>; withinMs: number } | undefined;
  /** Told of what is remembered of this password; throws to leave it untyped. */
  beforeTyping?(remembered: Remembered): Promise<void>;
  /** Instead of what the workspace states about the site. */
  recipe?: SiteRecipe | undefined;
  /** With the page signed in; what it needs to go on from there. */
  onSignedIn?(session: SignedIn): Promise<void>;
}

export interface SignedIn {
  login: ResolvedLogin;
  pin: OriginPin;
  recipe: SiteRecipe | null;
  oneTimeCode?: (() => Promise<OneTimeCode>) | undefined;
}

/** Two whole steps of a one-time code, should both be needed, and the pages around them. */
const SIGN_IN_MS = 120_000;
/** As many as a sign-in asks for (lib/browser/sign-in.ts). */
const MOST_CODES = 2;

/**
 * Signs a page in with an entry. Resolves now, not earlier: what a person changed in 1Password a moment ago is what is
 * typed. Throws `Problem` when the values cannot be had or the site is not allowed; whatever the site does is the
 * outcome, and a refusal is remembered for half an hour.
 */
export async function signInEntry(
  deps: SignInDeps,
  key: EntryKey,
  { page, secrets, signal, startAt, note, doneFor, otherCode, ...options }: EntrySignIn,
): Promise<SignInOutcome> {
  const login = await resolveLogin(deps, key);
  secrets.add(login.password);
  const uses = new UseRecord(deps.audit, key, doneFor);
  const recorded = uses.record({
    action: 'secret.resolved',
    detail: { from: login.source, parts: ['username', 'password'] },
  });
  const recalled = recallRefusals(deps, key, login.password);
  const stated = options.recipe ?? findRecipe(deps.db, key.workspaceId, login.domain);
  const [, { passwordMark, ...remembered }, recipe] = await Promise.all([recorded, recalled, stated]);
  requireAllowedSite(login.domain, deps.insecureHosts);
  await options.beforeTyping?.(remembered);
  const { url, ...fields } = recipe?.sign_in ?? {};
  const notes = new NoteQueue(note);
  notes.add(sourceNote(login));
  const pin = { ...loginPin(login), insecureHosts: deps.insecureHosts };
  const codes = new CodesOfSignIn(deps, key, { secrets, signal, notes, uses });
  const oneTimeCode = login.hasOneTimePassword ? () => codes.next() : undefined;
  const outcome = await signIn(
    page,
    {
      username: login.username,
      password: login.password,
      loginUrl: startAt(url ?? login.domain),
      oneTimeCode: otherCode?.ask ?? oneTimeCode,
    },
    {
      pin,
      clock: deps.clock,
      timeoutMs: SIGN_IN_MS + MOST_CODES * (otherCode?.withinMs ?? 0),
      onEvidence: (line) => notes.add(line),
      signal,
      recipe: fields,
    },
  ).finally(() => codes.stopWaiting());
  await notes.written();
  await noteUse(deps, key, { uses, passwordMark, outcome });
  if (outcome.signedIn) await options.onSignedIn?.({ login, pin, recipe, oneTimeCode });
  return outcome;
}

function sourceNote(login: ResolvedLogin): string {
  const from = {
    live: 'read live from 1Password',
    cache: 'from the encrypted cache',
    stored: 'stored in Latchkey',
  };
  const stale = login.stale ? ' It has expired; 1Password cannot be reached.' : '';
  return `User name and password: ${from[login.source]}.${stale}`;
}
