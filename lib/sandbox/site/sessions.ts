import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** How far a visitor has come: the name is known, the password was right, or everything was. */
export type SessionStage = 'password' | 'code' | 'signed_in';

export interface SiteSession {
  readonly username: string;
  readonly stage: SessionStage;
}

const COOKIE = 'acme_session';

export class SiteSessions {
  readonly #sessions = new Map<string, SiteSession>();

  get(id: string | undefined): SiteSession | undefined {
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  open(session: SiteSession): string {
    const id = randomBytes(24).toString('base64url');
    this.#sessions.set(id, session);
    return id;
  }

  close(id: string | undefined): void {
    if (id !== undefined) this.#sessions.delete(id);
  }

  clear(): void {
    this.#sessions.clear();
  }
}

export function sessionOf(context: Context, sessions: SiteSessions): SiteSession | undefined {
  return sessions.get(getCookie(context, COOKIE));
}

/** Each stage gets a new id, so that an id seen before the sign-in is worth nothing after it. */
export function enterStage(context: Context, sessions: SiteSessions, session: SiteSession): void {
  sessions.close(getCookie(context, COOKIE));
  setCookie(context, COOKIE, sessions.open(session), { httpOnly: true, sameSite: 'Lax', path: '/' });
}

export function leave(context: Context, sessions: SiteSessions): void {
  sessions.close(getCookie(context, COOKIE));
  deleteCookie(context, COOKIE, { path: '/' });
}
