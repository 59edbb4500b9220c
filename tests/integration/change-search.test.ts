import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChangeForm, submitChange } from '@/lib/browser/change-form';
import { signIn } from '@/lib/browser/sign-in';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { startChromium } from '@/tests/support/chromium';
import { type HtmlPage, startHtmlPages } from '@/tests/support/html-pages';

const NAME = 'ada@acme.example';
const login = { username: Secret.of(NAME), current: Secret.of('Harbour-lantern-42') };
const CANDIDATE = 'Walnut-7-bridge-Dawn.x9K';

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

const field = (label: string, name: string) =>
  `<p><label>${label} <input type="password" name="${name}"></label></p>`;
const form = `<form method="post" action="/sent">${field('Current password', 'current')}${field('New password', 'next')}${field('Repeat new password', 'again')}<button>Save</button></form>`;
/** Keeps what is sent in the title of the page, as applications keep it in theirs. */
const send = `async function send(values) { await fetch('/sent', { method: 'POST', body: new URLSearchParams(values) }); said.textContent = 'Password updated'; }`;

/** Opens the front page of a site of these pages, finds the form there and sends the candidate. */
async function rotateOn(pages: Record<string, HtmlPage>) {
  const site = await startHtmlPages({
    '/sent': () => ({ html: '<p>Your password was changed.</p>' }),
    ...pages,
  });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const pin = {
      entryDomain: site.host,
      extraOrigins: [],
      autofill: 'anywhere',
      insecureHosts: [site.host],
    } as const;
    await page.goto(`${site.url}/home`);
    const opened = await openChangeForm(page, login, { pin, clock: systemClock, timeoutMs: 40_000 });
    if (!opened.found) throw new Error(opened.evidence.join('\n'));
    const submission = await submitChange(
      page,
      opened.form,
      { current: login.current, candidate: Secret.of(CANDIDATE) },
      { pin, clock: systemClock, deadline: Date.now() + 20_000, beforeSubmit: async () => {} },
    );
    const sent = site.requests.filter(({ path, method }) => path === '/sent' && method === 'POST');
    return {
      opened,
      submission,
      sent: sent.map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
    };
  } finally {
    await context.close();
    await site.close();
  }
}

const right = { current: 'Harbour-lantern-42', next: CANDIDATE, again: CANDIDATE };

describe.concurrent('the way to a change form', () => {
  test('a tour that lies over the page is put away, and a menu without words is opened', async () => {
    const { sent, opened } = await rotateOn({
      '/home': `<div><span role="button" tabindex="0" aria-haspopup="true" title="Actions..." onclick="menu.hidden = false"><svg width="12" height="12"></svg></span><div id="menu" role="menu" hidden><div role="menuitem" tabindex="0" onclick="location.href = '/prefs'">Preferences...</div></div></div>
        <div id="tour" role="dialog" style="position:fixed;inset:0;background:#0008"><div style="margin:200px;background:#fff"><h2>Welcome</h2><p>Here is what you need to know.</p><a href="/more">Read more</a><button onclick="tour.remove()">Got it, let's get started!</button></div></div>`,
      '/prefs': form,
    });
    expect(sent).toEqual([right]);
    expect(opened.evidence).toContain('what lay over the page was put away');
  }, 40_000);

  test('where no link leads to it, the usual addresses are asked for; a repetition that is shown late is filled in', async () => {
    const { sent, opened } = await rotateOn({
      '/home': '<h1>Welcome</h1><a href="/orders">Orders</a>',
      '/accounts/password/change/': `<h1>Edit user</h1><p id="said" role="status"></p><form id="f"><label>Username <input name="user" value="${NAME}"></label><label>Full name <input name="full" value="Ada"></label>
        <label>New password <input type="password" name="next" oninput="late.hidden = false; late.disabled = false"></label><fieldset id="late" hidden disabled><label>Confirm password <input type="password" name="again"></label></fieldset><button>Save</button></form>
        <script>${send} f.onsubmit = (event) => { event.preventDefault(); send(Object.fromEntries(new FormData(f))); };</script>`,
    });
    expect(opened.found && opened.address).toContain('/accounts/password/change/');
    expect(sent).toMatchObject([{ next: CANDIDATE, again: CANDIDATE }]);
  }, 40_000);

  test('a gear without a role is pressed, a locked password unlocked, and a button outside the form found', async () => {
    const { sent, submission } = await rotateOn({
      '/home': `<div id="gear"><i class="fa fa-cog" style="display:inline-block;width:16px;height:16px"></i></div><div id="menu"></div>
        <script>gear.addEventListener('click', () => { menu.innerHTML = '<a href="/people/7">Profile</a>'; });</script>`,
      '/people/7': `<header><h1>Profile</h1></header><div><div class="head"><button id="save">Update</button></div><p id="said" role="status"></p>
        <form id="f"><div><label for="m">E-mail</label><input id="m" value="${NAME}"></div><div><label for="n">Name</label><input id="n" value="Ada"></div>
        <div><label for="p">Password</label><div><input id="p" type="password" readonly><button type="button" title="Edit field" onclick="p.readOnly = !p.readOnly"><svg width="12" height="12"></svg></button></div></div></form></div>
        <script>${send} save.onclick = () => send({ next: p.value });</script>`,
    });
    expect(sent).toEqual([{ next: CANDIDATE }]);
    expect(submission).toMatchObject({ verdict: 'SUCCESS_TEXT' });
  }, 40_000);
});

test('a link to the sign-in whose title says more than its text is followed', async () => {
  const site = await startHtmlPages({
    '/wiki': '<a href="/enter" title="You are encouraged to log in; it is not needed">Log in</a>',
    '/enter':
      '<form method="post" action="/in"><label>Name <input name="name"></label><label>Password <input type="password" name="password"></label><button>Log in</button></form>',
    '/in': '<p>Welcome</p><a href="/out">Log out</a>',
  });
  const context = await browser.newContext();
  try {
    const pin = {
      entryDomain: site.host,
      extraOrigins: [],
      autofill: 'anywhere',
      insecureHosts: [site.host],
    } as const;
    const outcome = await signIn(
      await context.newPage(),
      { loginUrl: `${site.url}/wiki`, username: login.username, password: login.current },
      { pin, clock: systemClock, timeoutMs: 20_000 },
    );
    expect(outcome).toMatchObject({ signedIn: true });
  } finally {
    await context.close();
    await site.close();
  }
});
