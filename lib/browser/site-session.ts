import type { BrowserContext, Page } from 'playwright-core';
import { z } from 'zod';
import { within } from './bounded';
import {
  isCsrfCookie,
  isOwnAddress,
  isOwnCookie,
  type SessionSite,
  type SiteCookie,
  type SiteSession,
  type Storages,
} from './session-policy';

const PUT_MILLISECONDS = 15_000;
const TAKE_MILLISECONDS = 5_000;
const BLANK = { contentType: 'text/html', body: '<!doctype html><title>.</title>' };

/**
 * Puts a session into the context of an empty page before the page has been anywhere; it is empty again afterwards. The
 * caller has made sure that all of it is of its site.
 *
 * Storages are set on a blank document of their own origin, which is answered here and not by the site. A script for every
 * document (`addInitScript`) would be handed to the processes of all other sites, and would bring back what the site
 * removes when it signs out. A cookie that the browser does not take is left out.
 */
export async function putSession(page: Page, session: SiteSession): Promise<void> {
  await within(PUT_MILLISECONDS, 'putting a session into a browser', put(page, session));
}

async function put(page: Page, { cookies, localStorage, sessionStorage }: SiteSession): Promise<void> {
  await addCookies(page.context(), cookies);
  const origins = [...new Set([...Object.keys(localStorage), ...Object.keys(sessionStorage)])];
  if (origins.length === 0) return;
  await page.route(anything, (route) => route.fulfill(BLANK));
  try {
    for (const origin of origins) {
      await page.goto(origin, { waitUntil: 'commit' });
      if (new URL(page.url()).origin !== origin) continue;
      const values = { local: localStorage[origin] ?? {}, session: sessionStorage[origin] ?? {} };
      await page.evaluate(setStorages, values);
    }
    await page.goto('about:blank');
  } finally {
    await page.unroute(anything);
  }
}

function anything(): boolean {
  return true;
}

/** Runs in the page. */
function setStorages({ local, session }: Record<'local' | 'session', Record<string, string>>): void {
  for (const [key, value] of Object.entries(local)) localStorage.setItem(key, value);
  for (const [key, value] of Object.entries(session)) sessionStorage.setItem(key, value);
}

/** All at once, else one by one. The error is dropped: its text may quote a value. */
async function addCookies(context: BrowserContext, cookies: readonly SiteCookie[]): Promise<void> {
  if (cookies.length === 0) return;
  const isTaken = await context.addCookies(cookies).then(
    () => true,
    () => false,
  );
  if (isTaken) return;
  for (const cookie of cookies) await context.addCookies([cookie]).catch(() => {});
}

export interface SessionWishes {
  cookies: boolean;
  localStorage: boolean;
  sessionStorage: boolean;
  skipCsrfCookies: boolean;
}

/**
 * What the context holds of the site: cookies, those included that scripts cannot read, and the storages of the pages and
 * frames that are open. Null when the browser does not answer in time, or not as expected.
 */
export async function takeSession(
  context: BrowserContext,
  site: SessionSite,
  wishes: SessionWishes,
): Promise<SiteSession | null> {
  return within(TAKE_MILLISECONDS, 'reading a session from a browser', take(context, site, wishes)).catch(
    () => null,
  );
}

async function take(context: BrowserContext, site: SessionSite, wishes: SessionWishes): Promise<SiteSession> {
  const cookies = wishes.cookies ? await context.cookies() : [];
  const session: SiteSession = {
    cookies: cookies.filter(
      (cookie) => isOwnCookie(site, cookie) && !(wishes.skipCsrfCookies && isCsrfCookie(cookie)),
    ),
    localStorage: {},
    sessionStorage: {},
  };
  if (wishes.localStorage || wishes.sessionStorage) await addStorages(context, site, wishes, session);
  return session;
}

const storages = z.object({
  origin: z.string(),
  local: z.record(z.string(), z.string()),
  session: z.record(z.string(), z.string()),
});

async function addStorages(
  context: BrowserContext,
  site: SessionSite,
  wishes: SessionWishes,
  session: SiteSession,
): Promise<void> {
  const frames = context.pages().flatMap((page) => page.frames());
  for (const frame of frames) {
    // Within another site's page a frame has storages of its own, which a page of the site does not see.
    if (!isOwnAddress(site, frame.url(), frame.page().url())) continue;
    const read = storages.safeParse(await frame.evaluate(readStorages).catch(() => null));
    if (!read.success || !isOwnAddress(site, read.data.origin)) continue;
    const { origin, local, session: ofTab } = read.data;
    if (wishes.localStorage) addTo(session.localStorage, origin, local);
    if (wishes.sessionStorage) addTo(session.sessionStorage, origin, ofTab);
  }
}

/** The first page that holds an origin is the run's own; popups come behind it. */
function addTo(all: Storages, origin: string, values: Record<string, string>): void {
  if (Object.keys(values).length > 0) all[origin] ??= values;
}

/** Runs in the page. Throws where the document may not use storages, as in a sandboxed frame. */
function readStorages() {
  return {
    origin: window.location.origin,
    local: { ...window.localStorage },
    session: { ...window.sessionStorage },
  };
}
