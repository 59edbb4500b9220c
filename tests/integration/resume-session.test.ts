import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFreshContext } from '@/lib/browser/fresh-context';
import { type Resumption, resumeSession } from '@/lib/browser/resume-session';
import { putSession } from '@/lib/browser/site-session';
import { systemClock } from '@/lib/kernel/clock';
import { startChromium } from '../support/chromium';
import { type HtmlRequest, startHtmlPages } from '../support/html-pages';

const FORM =
  '<form><input name="username" autocomplete="username"><input type="password"><button>Sign in</button></form>';
const isKnown = ({ cookie }: HtmlRequest) => cookie.includes('sid=kept');

let browser: Browser;
let site: Awaited<ReturnType<typeof startHtmlPages>>;
beforeAll(async () => {
  browser = await startChromium();
  site = await startHtmlPages({
    '/': '<h1>Welcome to Acme</h1><p>Read about us.</p>',
    '/over': '<h1>Your session is over</h1><p>Thank you for your visit.</p>',
    '/expired': (request) => ({
      html: isKnown(request) ? '<h1>Your session has expired</h1><a href="/">Continue</a>' : FORM,
    }),
    '/menu': `<h1>Acme</h1><a href="/in">Sign in</a><a href="/out" hidden>Sign out</a>`,
    '/inside': (request) => ({ html: isKnown(request) ? '<h1>Your orders</h1><p>None yet.</p>' : FORM }),
    '/account': '<h1 class="name">Ada</h1><button>Sign out</button>',
    '/step': '<h1>Step</h1><input id="typed" aria-label="Search" type="search">',
    '/login': FORM,
  });
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const COOKIE = { name: 'sid', value: 'kept', path: '/', expires: -1, httpOnly: true, secure: false } as const;

/** Whether a session is resumed at this place, and where the page is then. */
async function resume(path: string, change: Partial<Resumption> = {}, page?: Page) {
  const context = page?.context() ?? (await openFreshContext(browser));
  const at = page ?? (await context.newPage());
  await putSession(at, {
    cookies: [{ ...COOKIE, domain: '127.0.0.1', sameSite: 'Lax' }],
    localStorage: {},
    sessionStorage: {},
  });
  const isOpen = await resumeSession(at, {
    start: `${site.url}/login`,
    places: [`${site.url}${path}`],
    pin: { entryDomain: site.url, extraOrigins: [], autofill: 'anywhere', insecureHosts: ['127.0.0.1'] },
    recipe: {},
    clock: systemClock,
    signal: new AbortController().signal,
    ...change,
  });
  const where = at.url().replace(site.url, '');
  if (!page) await context.close();
  return [isOpen, where];
}

test('a page without a form proves nothing, and neither does a hidden control to sign out beside one to sign in', async () => {
  const seen = await Promise.all(['/', '/over', '/expired', '/menu', '/login'].map((path) => resume(path)));
  expect(seen).toEqual(seen.map(() => [false, 'about:blank']));
});

test('a control to sign out proves a session, and so does a page where a stranger is shown the form', async () => {
  expect(await Promise.all([resume('/account'), resume('/inside')])).toEqual([
    [true, '/account'],
    [true, '/inside'],
  ]);
});

test('where a recipe names the mark of success, that alone counts', async () => {
  const marked = (success: string) => resume('/account', { recipe: { success } });
  expect(await Promise.all([marked('.name'), marked('.balance')])).toEqual([
    [true, '/account'],
    [false, 'about:blank'],
  ]);
});

test('a page that steps have led to is left for a session that is open, and else stays as it is', async () => {
  const context = await openFreshContext(browser);
  const page = await context.newPage();
  await page.goto(`${site.url}/step`);
  await page.locator('#typed').fill('half a word');
  expect(await resume('/over', { start: null }, page)).toEqual([false, '/step']);
  expect(await page.locator('#typed').inputValue()).toBe('half a word');
  expect(context.pages()).toHaveLength(1);
  expect(await resume('/account', { start: null }, page)).toEqual([true, '/account']);
  await context.close();
});
