import type { Page } from 'playwright-core';
import { isHostOfSite } from '@/lib/browser/origin-policy';
import type { KeptEntry } from '@/lib/vault/kept-session';
import { EntrySession, type SessionSurroundings } from './entry-session';

/**
 * The kept sessions of the entries of one run.
 *
 * A browser can be one person at a site: of two entries of one site neither is given its session or keeps one, for nobody
 * could tell whose it is.
 */
export class KeptSessions {
  readonly #sessions: ReadonlyMap<string, EntrySession>;
  /** Those that share their site with another one of the run. */
  readonly #sharing: Map<string, KeptEntry>;

  constructor(entries: readonly KeptEntry[], surroundings: SessionSurroundings) {
    const sharing = entries.filter((one) => entries.some((other) => other !== one && isOneSite(one, other)));
    this.#sharing = new Map(sharing.map((entry) => [entry.id, entry]));
    this.#sessions = new Map(
      entries
        .filter(({ id }) => !this.#sharing.has(id))
        .map((entry) => [entry.id, new EntrySession(entry, surroundings)]),
    );
  }

  /** Before the page has been anywhere. What cannot be read or put in is done without, and `remarkOn` says so. */
  async give(page: Page): Promise<void> {
    for (const session of this.#sessions.values()) await session.give(page);
  }

  of(entryId: string): EntrySession | undefined {
    return this.#sessions.get(entryId);
  }

  /** Why what the entry has kept is not used, in words, once; null where there is nothing to say. */
  remarkOn(entryId: string): string | null {
    const sharing = this.#sharing.get(entryId);
    if (!sharing) return this.#sessions.get(entryId)?.takeRemark() ?? null;
    this.#sharing.delete(entryId);
    return sharing.sessionStateSealed
      ? 'The kept session was not used: the run has two logins of this site.'
      : null;
  }

  /** The later state wins. What is to be said of it, with the step that used the session last. */
  async keepAll(page: Page): Promise<Array<{ step: number; said: string }>> {
    const all: Array<{ step: number; said: string }> = [];
    for (const session of this.#sessions.values()) {
      const said = await session.keep(page);
      if (said !== null) all.push({ step: session.step, said });
    }
    return all;
  }
}

function isOneSite(one: KeptEntry, other: KeptEntry): boolean {
  return isHostOfSite(new URL(one.domain).hostname, other.domain);
}
