import type { BrowserContext, Page } from 'playwright-core';
import type { Clock } from '@/lib/kernel/clock';
import { findFields } from './find-fields';
import { openPage } from './fresh-context';
import type { OriginPin } from './origin-policy';
import { readPageFacts } from './page-facts';
import { PageRest } from './page-settle';
import { messageIn, offersSignOut, type PageMessage, signInControl } from './page-text-policy';

/** `open`: the site treats us as signed in. `closed`: it shows its sign-in form. `unknown`: neither is proven. */
export type SessionProbe = 'open' | 'closed' | 'unknown';

export interface ProbedPlace {
  /** Where the sign-in form was seen. */
  formUrl: string;
  /** The page had a sign-out control before anything was sent, so that one says nothing. */
  signOutSaysNothing: boolean;
  pin: OriginPin;
  clock: Clock;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** `sign_out`: inside, and with a control to sign out. `inside`: no form, and nothing that speaks against it. */
type Sight = 'form' | 'sign_out' | 'inside' | 'other';

/**
 * Asks the site itself whether a sign-in worked, in pages of its own; the page of the caller stays as it is.
 *
 * Where the form was, a visitor who is signed in sees something else. Sites that show the form to everyone are asked
 * the other way round: the page we are on must still be open to us, and closed to a visitor without our cookies.
 */
export async function probeSession(page: Page, place: ProbedPlace): Promise<SessionProbe> {
  const landing = page.url();
  const again = await look(await openBeside(page, place.formUrl), place);
  if (isInside(again)) return 'open';
  if (landing === place.formUrl) return again === 'form' ? 'closed' : 'unknown';
  const stillOpen = await look(await openBeside(page, landing), place);
  if (stillOpen === 'form') return 'closed';
  if (stillOpen === 'other') return 'unknown';
  return (await strangersSight(page, landing, place)) === 'form' ? 'open' : 'unknown';
}

function isInside(sight: Sight): boolean {
  return sight === 'inside' || sight === 'sign_out';
}

/** What a visitor without our cookies sees there. */
export async function strangersSight(page: Page, url: string, place: ProbedPlace): Promise<Sight> {
  const stranger = await page
    .context()
    .browser()
    ?.newContext()
    .catch(() => undefined);
  if (stranger === undefined) return 'other';
  try {
    return await look(await openIn(stranger, url), place);
  } finally {
    await stranger.close().catch(() => {});
  }
}

/** A window opened by the page shares its session storage, where some sites keep what proves the sign-in. */
export async function openBeside(page: Page, url: string): Promise<Page | null> {
  const popup = page.waitForEvent('popup', { timeout: 3_000 }).catch(() => null);
  await page.evaluate((address) => void window.open(address), url).catch(() => {});
  return (await popup) ?? openIn(page.context(), url);
}

async function openIn(context: BrowserContext, url: string): Promise<Page | null> {
  const page = await openPage(context).catch(() => null);
  await page?.goto(url, { waitUntil: 'domcontentloaded', timeout: 8_000 }).catch(() => {});
  return page;
}

/** Said on a page without a form, these do not come from a site one is signed in to. */
const REFUSALS = new Set<PageMessage>([
  'locked',
  'rate_limited',
  'captcha',
  'access_denied',
  'account_not_open',
  'credentials_rejected',
]);

function refuses(lines: readonly string[]): boolean {
  const message = messageIn(lines);
  return message !== null && REFUSALS.has(message);
}

/** Without query and fragment. */
function addressOf(url: string): string {
  return url.split(/[?#]/)[0] ?? '';
}

/** Looks at a page that was opened to be asked, and closes it. */
async function look(page: Page | null, place: ProbedPlace): Promise<Sight> {
  if (page === null) return 'other';
  try {
    return await sightOf(page, place);
  } finally {
    await page.close().catch(() => {});
  }
}

export async function sightOf(page: Page, place: ProbedPlace): Promise<Sight> {
  const { pin, clock, timeoutMs, signal } = place;
  const rest = new PageRest(page, clock);
  try {
    await page.waitForLoadState('domcontentloaded', { timeout: 8_000 }).catch(() => {});
    const status = await statusOf(page);
    await rest.settle(Math.min(timeoutMs, 6_000), signal);
    const found = await findFields(page, pin);
    await found.dispose();
    const facts = await readPageFacts(page, pin);
    const signOut = offersSignOut(facts) && !place.signOutSaysNothing;
    const elsewhere = addressOf(page.url()) !== addressOf(place.formUrl);
    if (signOut && found.code.length === 0 && (found.password === null || elsewhere)) return 'sign_out';
    if (found.password !== null || found.username !== null || found.code.length > 0) return 'form';
    if (status >= 400 || facts.captcha || refuses(facts.lines)) return 'other';
    return facts.lines.length === 0 || signInControl(facts) !== null ? 'other' : 'inside';
  } catch {
    signal?.throwIfAborted();
    return 'other';
  } finally {
    rest.stop();
  }
}

/** Asked of the page, because its document may have come before anyone could listen. */
async function statusOf(page: Page): Promise<number> {
  const status = await page
    .evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation');
      return entry instanceof PerformanceNavigationTiming ? entry.responseStatus : 0;
    })
    .catch(() => 0);
  return status;
}
