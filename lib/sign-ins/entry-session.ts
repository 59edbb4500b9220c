import type { Page } from 'playwright-core';
import { systemActor } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { type Resumption, resumeSession } from '@/lib/browser/resume-session';
import {
  isEmptySession,
  isOwnAddress,
  ownPart,
  type SessionSite,
  type SiteSession,
} from '@/lib/browser/session-policy';
import { putSession, takeSession } from '@/lib/browser/site-session';
import type { AuditDetail } from '@/lib/contract/audit';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { runStatements } from '@/lib/db/run-statements';
import type { SecretSet } from '@/lib/redaction/secret-set';
import { openSession, type SessionState, sessionExpiry } from '@/lib/vault/browser-secrets';
import { type BrowserSettings, keepsSession, readBrowserSettings } from '@/lib/vault/browser-settings';
import { forgetSession, type KeptEntry, keepSession } from '@/lib/vault/kept-session';
import { entryUsed } from './note-use';
import { UseRecord } from './record-use';
import { browserForm, siteOfEntry } from './session-form';
import { secretsOfSession } from './session-secrets-policy';
import type { SignInDeps } from './sign-in-entry';
import { siteRefusal } from './site-address-policy';

/** Sealed state of one entry. Sites keep a few KiB; what keeps more is an application's data, and not a session. */
const MOST_BYTES = 256 * 1024;

export interface SessionSurroundings {
  deps: SignInDeps;
  workspaceId: string;
  /** What is looked for in whatever leaves: the values of a session are added before it is used. */
  secrets: SecretSet;
  /** What it is done for, beside each act on record. */
  doneFor: AuditDetail;
  /** A transaction that commits only while the work is still the caller's. */
  write<T>(work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T>;
}

/**
 * The kept session of one entry in one run: given to the browser before its first page, resumed or found to be over, and
 * kept again in the form that the site has given it meanwhile. What is answered is a sentence for the run's history.
 *
 * Never: a session to another site; a session past its time; a session in the place of one that was forgotten, or of an
 * entry that was changed, since the run began (lib/vault/kept-session.ts).
 */
export class EntrySession {
  readonly #settings: BrowserSettings;
  readonly #site: SessionSite;
  #given: SiteSession | null = null;
  #landing: string | null = null;
  /** As it was given or kept last; the same is not kept again. */
  #known = '';
  #remark: string | null = null;
  #signedIn = false;
  /** The step that used it last, for what is said of it later. */
  step = 0;

  constructor(
    private readonly entry: KeptEntry,
    private readonly surroundings: SessionSurroundings,
  ) {
    this.#settings = readBrowserSettings(entry.browserSettings);
    this.#site = siteOfEntry(entry, this.#settings, surroundings.deps.insecureHosts);
  }

  /** Puts what is kept into the context of the empty page. */
  async give(page: Page): Promise<void> {
    const { entry } = this;
    const { deps, workspaceId, secrets } = this.surroundings;
    if (!entry.sessionStateSealed || siteRefusal(entry.domain, deps.insecureHosts)) return;
    const expiry = sessionExpiry(entry);
    if (expiry !== null && expiry.getTime() <= deps.clock.now()) {
      this.#remark = 'The kept session has expired and was forgotten.';
      await this.#forget('expired');
      return;
    }
    const state = this.#opened(await deps.keys.keyring(workspaceId));
    const own = state && ownPart(this.#site, browserForm(state, entry.domain), deps.clock.now());
    if (!state || !own || isEmptySession(own)) return;
    for (const value of secretsOfSession(own)) secrets.hide(value);
    await this.#uses().record({ action: 'entry.session_used', detail: { parts: partsOf(own) } });
    const isPut = await putSession(page, own).then(
      () => true,
      // Its text may quote a value.
      () => false,
    );
    if (!isPut) {
      this.#remark = 'The kept session was not used: the browser did not take it.';
      return;
    }
    this.#given = own;
    this.#landing = state.landing !== null && isOwnAddress(this.#site, state.landing) ? state.landing : null;
    this.#known = JSON.stringify(this.#stateOf(own));
  }

  #opened(keyring: WorkspaceKeyring): SessionState | null {
    try {
      return openSession(keyring, this.entry);
    } catch {
      this.#remark = 'The kept session was not used: it cannot be read.';
      return null;
    }
  }

  /** Why what is kept is not used, in words; once. */
  takeRemark(): string | null {
    const remark = this.#remark;
    this.#remark = null;
    return remark;
  }

  get isGiven(): boolean {
    return this.#given !== null;
  }

  /** Whether the site still takes it. Afterwards the page is signed in, or as it was (lib/browser/resume-session.ts). */
  async resume(
    page: Page,
    { start, recipe, signal }: Pick<Resumption, 'start' | 'recipe' | 'signal'>,
  ): Promise<boolean> {
    const { entryDomain, extraOrigins, insecureHosts } = this.#site;
    const { clock } = this.surroundings.deps;
    const pin = { entryDomain, extraOrigins, autofill: 'anywhere', insecureHosts } as const;
    // Of a session that a client brought, no such place is known.
    const places =
      this.#landing === null ? [...(start === null ? [] : [start]), entryDomain] : [this.#landing];
    this.#signedIn = await resumeSession(page, { start, places, pin, recipe, clock, signal });
    if (this.#signedIn)
      await this.surroundings.write((tx) =>
        runStatements(tx, [entryUsed(this.entry.id, new Date(clock.now()))]),
      );
    return this.#signedIn;
  }

  /** The page has just been signed in with the entry's login. */
  async afterSignIn(page: Page): Promise<string | null> {
    const isOver = this.#given !== null;
    this.#given = null;
    this.#known = '';
    this.#signedIn = true;
    this.#landing = landingOf(page, this.#site);
    const trouble = await this.keep(page);
    if (isOver && this.#known === '') await this.#forget('not_accepted');
    return trouble ?? (this.#known === '' ? null : 'The session is kept for the next run.');
  }

  /** The next run begins without it: it may be what keeps the site from letting the login in. */
  async afterFailure(): Promise<void> {
    if (this.#given !== null) await this.#forget('sign_in_failed');
    this.#given = null;
  }

  /**
   * Keeps what the browser holds by now, as far as the entry says so and the run is signed in with it. Answers why it was
   * not kept, where that should be known.
   */
  async keep(page: Page): Promise<string | null> {
    const { persistCookies, persistLocalStorage, persistSessionStorage, skipCsrfCookies } = this.#settings;
    const { deps, secrets } = this.surroundings;
    if (
      !keepsSession(this.#settings) ||
      !this.#signedIn ||
      siteRefusal(this.entry.domain, deps.insecureHosts)
    )
      return null;
    const taken = await takeSession(page.context(), this.#site, {
      cookies: persistCookies,
      localStorage: persistLocalStorage,
      sessionStorage: persistSessionStorage,
      skipCsrfCookies,
    });
    if (taken === null) return 'The session was not kept: the browser did not tell it in time.';
    const own = ownPart(this.#site, taken, deps.clock.now());
    for (const value of secretsOfSession(own)) secrets.hide(value);
    return isEmptySession(own) ? 'The site left nothing that could be kept.' : this.#save(own);
  }

  async #save(own: SiteSession): Promise<string | null> {
    const { deps, workspaceId, doneFor, write } = this.surroundings;
    const state = this.#stateOf(own);
    const text = JSON.stringify(state);
    if (text === this.#known) return null;
    if (Buffer.byteLength(text) > MOST_BYTES)
      return `The session was not kept: it is larger than ${MOST_BYTES / 1024} KiB.`;
    const { entry } = this;
    const keyring = await deps.keys.keyring(workspaceId);
    const now = new Date(deps.clock.now());
    const isKept = await write(async (tx) => {
      if (!(await keepSession(tx, keyring, entry, { state, now }))) return false;
      recordAct(tx, systemActor(workspaceId, 'worker'), {
        action: 'entry.session_kept',
        object: { kind: 'entry', id: entry.id },
        detail: { parts: partsOf(own), ...doneFor },
      });
      return true;
    });
    if (!isKept)
      return 'The session was not kept: meanwhile the entry was changed, or its session forgotten.';
    entry.sessionDataSetAt = now;
    this.#known = text;
    return null;
  }

  /** Parts that are not to be kept stay as someone gave them, while the site takes them. */
  #stateOf(own: SiteSession): SessionState {
    const { persistCookies, persistLocalStorage, persistSessionStorage } = this.#settings;
    const before = this.#given ?? { cookies: [], localStorage: {}, sessionStorage: {} };
    return {
      cookies: (persistCookies ? own : before).cookies.map((cookie) => ({ ...cookie })),
      localStorage: (persistLocalStorage ? own : before).localStorage,
      sessionStorage: (persistSessionStorage ? own : before).sessionStorage,
      landing: this.#landing,
    };
  }

  async #forget(reason: 'expired' | 'not_accepted' | 'sign_in_failed'): Promise<void> {
    const { workspaceId, doneFor, write } = this.surroundings;
    const { entry } = this;
    await write(async (tx) => {
      if (!(await forgetSession(tx, entry))) return;
      recordAct(tx, systemActor(workspaceId, 'worker'), {
        action: 'entry.session_cleared',
        object: { kind: 'entry', id: entry.id },
        detail: { reason, ...doneFor },
      });
    });
  }

  #uses(): UseRecord {
    const { deps, workspaceId, doneFor } = this.surroundings;
    return new UseRecord(deps.audit, { workspaceId, entryId: this.entry.id }, doneFor);
  }
}

/** Without query and fragment, where tokens may be. */
function landingOf(page: Page, site: SessionSite): string | null {
  const url = page.url().split(/[?#]/)[0] ?? '';
  return isOwnAddress(site, url) ? url : null;
}

function partsOf({ cookies, localStorage, sessionStorage }: SiteSession): string[] {
  return [
    ...(cookies.length > 0 ? ['cookies'] : []),
    ...(Object.keys(localStorage).length > 0 ? ['local_storage'] : []),
    ...(Object.keys(sessionStorage).length > 0 ? ['session_storage'] : []),
  ];
}
