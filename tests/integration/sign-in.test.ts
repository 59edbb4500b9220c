import { generate } from 'otplib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, test as base, beforeAll, describe, expect } from 'vitest';
import type { OriginPin } from '@/lib/browser/origin-policy';
import { signIn } from '@/lib/browser/sign-in';
import type { SignInRecipe } from '@/lib/browser/sign-in-recipe';
import type { OneTimeCode, SignInLogin } from '@/lib/browser/sign-in-types';
import { type Clock, systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { demoUser } from '@/lib/sandbox/demo-user';
import { type DemoSite, startSite } from '@/lib/sandbox/site/start';
import { startChromium } from '@/tests/support/chromium';
import { type HtmlPage, startHtmlPages } from '@/tests/support/html-pages';
import { ManualClock } from '@/tests/support/manual-clock';

/**
 * Most of a sign-in is waiting for a page to come to rest, so each test has a page and, where it asks for one, a site of
 * its own, and they wait side by side.
 */
let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

interface Own {
  page: Page;
  site: OwnSite;
}

interface OwnSite extends DemoSite {
  control(method: string, path: string, body: unknown): Promise<void>;
  /** Each code is of the next step, as the caller of the product guarantees. */
  freshCode(): Promise<OneTimeCode>;
}

const test = base.extend<Own>({
  page: async ({ task: _task }, use) => {
    const context = await browser.newContext();
    await use(await context.newPage());
    await context.close();
  },
  site: async ({ task: _task }, use) => {
    const site = await startOwnSite();
    await use(site);
    await site.close();
  },
});

async function startOwnSite(): Promise<OwnSite> {
  let now = Date.parse('2026-11-22T12:00:10Z');
  const site = await startSite({ now: () => now });
  return {
    ...site,
    async control(method, path, body) {
      await fetch(site.controlUrl + path, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    },
    async freshCode() {
      now += 30_000;
      const code = await generate({ secret: demoUser.totpSecret, epoch: Math.floor(now / 1000) });
      return { code: Secret.of(code), expiresAt: Date.now() + 30_000 };
    },
  };
}

const pinTo = (url: string): OriginPin => ({
  entryDomain: new URL(url).host,
  extraOrigins: [],
  autofill: 'anywhere',
  insecureHosts: [new URL(url).host],
});

type Pages = Awaited<ReturnType<typeof startHtmlPages>>;

interface Attempt {
  path: string;
  password?: string;
  oneTimeCode?: SignInLogin['oneTimeCode'];
  recipe?: SignInRecipe;
  timeoutMs?: number;
  clock?: Clock;
}

async function attempt(
  page: Page,
  base: string,
  { path, password, oneTimeCode, recipe, timeoutMs, clock }: Attempt,
) {
  const login = {
    loginUrl: base + path,
    username: Secret.of(demoUser.username),
    password: Secret.of(password ?? demoUser.password),
    oneTimeCode,
  };
  return signIn(page, login, {
    pin: pinTo(base),
    clock: clock ?? systemClock,
    timeoutMs: timeoutMs ?? 60_000,
    recipe,
  });
}

describe.concurrent('the demo site', { timeout: 60_000 }, () => {
  test.for(['/login', '/two-step/login'])(
    '%s: name, password and code lead to the account',
    async (path, { page, site }) => {
      expect(await attempt(page, site.url, { path, oneTimeCode: site.freshCode })).toMatchObject({
        signedIn: true,
      });
      expect(page.url()).toBe(`${site.url}/account`);
      expect(await page.getByTestId('greeting').textContent()).toBe('Hello, Ada');
    },
  );

  test('a page that is signed in already needs nothing', async ({ page, site }) => {
    await attempt(page, site.url, { path: '/login', oneTimeCode: site.freshCode });
    expect(await attempt(page, site.url, { path: '/account' })).toMatchObject({ signedIn: true });
  });

  test('a wrong password is sent once', async ({ page, site }) => {
    expect(await attempt(page, site.url, { path: '/login', password: 'wrong' })).toMatchObject({
      signedIn: false,
      category: 'AUTHENTICATION_ERROR',
      code: 'INVALID_CREDENTIALS',
    });
    const users = await (await fetch(`${site.controlUrl}/users`)).json();
    expect(users).toMatchObject([{ failures: 1 }]);
  });

  test('a refused code is retried once, with the next one', async ({ page, site }) => {
    const used = await site.freshCode();
    const codes = [used, await site.freshCode()];
    const first = await attempt(page, site.url, { path: '/login', oneTimeCode: async () => used });
    expect(first).toMatchObject({ signedIn: true });
    await page.context().clearCookies();
    let asked = 0;
    const second = await attempt(page, site.url, {
      path: '/login',
      oneTimeCode: async () => codes[asked++] ?? used,
    });
    expect(second).toMatchObject({ signedIn: true });
    expect(asked).toBe(2);
  });

  test('after two refused codes it stops', async ({ page, site }) => {
    let asked = 0;
    const oneTimeCode = async () => {
      asked += 1;
      return { code: Secret.of('000000'), expiresAt: Date.now() + 30_000 };
    };
    expect(await attempt(page, site.url, { path: '/two-step/login', oneTimeCode })).toMatchObject({
      code: 'MFA_CODE_REJECTED',
    });
    expect(asked).toBe(2);
  });

  test('without a source of codes it says so', async ({ page, site }) => {
    expect(await attempt(page, site.url, { path: '/login' })).toMatchObject({ code: 'MFA_CODE_UNAVAILABLE' });
  });

  test('an error of the code source reaches the caller unchanged', async ({ page, site }) => {
    const error = new Error('rate limited');
    await expect(
      attempt(page, site.url, { path: '/login', oneTimeCode: () => Promise.reject(error) }),
    ).rejects.toBe(error);
  });

  test('a locked account is told from a wrong password', async ({ page, site }) => {
    for (let failure = 1; failure <= 5; failure += 1) {
      await fetch(`${site.url}/login`, {
        method: 'POST',
        body: new URLSearchParams({ username: demoUser.username, password: 'wrong' }),
      });
    }
    expect(await attempt(page, site.url, { path: '/login' })).toMatchObject({ code: 'ACCOUNT_LOCKED' });
  });

  test('a forced password change is recognised', async ({ page, site }) => {
    await site.control('PATCH', `/users/${demoUser.username}`, { must_change_password: true });
    expect(await attempt(page, site.url, { path: '/login', oneTimeCode: site.freshCode })).toMatchObject({
      category: 'PASSWORD_UPDATE_REQUIRED',
    });
  });

  test('a page that does not exist, a site that is down and one that hangs are told apart', async ({
    page,
    site,
  }) => {
    expect(await attempt(page, site.url, { path: '/nowhere' })).toMatchObject({ category: 'PAGE_NOT_FOUND' });
    await site.control('POST', '/behaviour', { down: true });
    expect(await attempt(page, site.url, { path: '/login' })).toMatchObject({
      category: 'SERVICE_UNAVAILABLE',
      code: 'DOWN',
    });
    await site.control('POST', '/behaviour', { down: false, hang: true });
    expect(await attempt(page, site.url, { path: '/login', timeoutMs: 1_500 })).toMatchObject({
      category: 'SERVICE_UNAVAILABLE',
      code: 'NO_ANSWER',
    });
    expect(await attempt(page, 'http://127.0.0.1:9', { path: '/' })).toMatchObject({ code: 'UNREACHABLE' });
  });

  test('a site that hangs on the sign-in itself ends the attempt in time', async ({ page, site }) => {
    const timeoutMs = 60_000;
    let late = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + late };
    const end = clock.now() + timeoutMs;
    const oneTimeCode = async () => {
      await site.control('POST', '/behaviour', { hang: true });
      // However long it took to get here, little is left once the form is sent.
      page.on('request', () => {
        late = end - 2_000 - systemClock.now();
      });
      return site.freshCode();
    };
    const hanging = attempt(page, site.url, { path: '/login', oneTimeCode, timeoutMs, clock });
    expect(await hanging).toMatchObject({ code: 'NO_ANSWER' });
  });

  test('a page of another site gets nothing', async ({ page, site }) => {
    const outcome = await signIn(
      page,
      {
        loginUrl: `${site.url}/login`,
        username: Secret.of(demoUser.username),
        password: Secret.of(demoUser.password),
      },
      { pin: { ...pinTo(site.url), entryDomain: 'acme.com' }, clock: systemClock, timeoutMs: 10_000 },
    );
    expect(outcome).toMatchObject({ code: 'ORIGIN_REFUSED' });
    expect(await page.locator('#password').inputValue()).toBe('');
  });

  test('evidence and outcome hold no secret and no query', async ({ page, site }) => {
    const lines: string[] = [];
    const code = await site.freshCode();
    await signIn(
      page,
      {
        loginUrl: `${site.url}/login?token=t0ken`,
        username: Secret.of(demoUser.username),
        password: Secret.of(demoUser.password),
        oneTimeCode: async () => code,
      },
      { pin: pinTo(site.url), clock: systemClock, timeoutMs: 20_000, onEvidence: (line) => lines.push(line) },
    );
    const text = lines.join('\n');
    for (const secret of [demoUser.username, demoUser.password, code.code.reveal(), 't0ken']) {
      expect(text).not.toContain(secret);
    }
    expect(lines.length).toBeGreaterThan(2);
  });
});

describe.concurrent('other markup', { timeout: 60_000 }, () => {
  const home = '<h1>Home</h1><a href="/logout">Log out</a>';
  const right = (body: string) => {
    const form = new URLSearchParams(body);
    return [...form.values()].includes(demoUser.username) && [...form.values()].includes(demoUser.password);
  };
  const check: HtmlPage = ({ body }) =>
    right(body) ? { status: 303, headers: { location: '/home' }, html: '' } : { html: 'Wrong password' };

  async function withPages(
    pages: Record<string, HtmlPage>,
    work: (url: string, other: Pages) => Promise<void>,
  ) {
    const other = await startHtmlPages({ '/home': home, '/check': check, ...pages });
    try {
      await work(other.url, other);
    } finally {
      await other.close();
    }
  }

  const plain =
    '<form method="post" action="/check"><input name="a"><input name="b" type="password"><button>Go</button></form>';
  const accepted: [string, string][] = [
    ['fields without any name that says something', plain],
    [
      'a registration and a newsletter beside the sign-in',
      `<form action="/newsletter"><input type="email" name="email" placeholder="Subscribe to our newsletter"><button>Subscribe</button></form>
       <form action="/register" method="post"><input name="email"><input type="password" name="password"><input type="password" name="password2"><button>Sign up</button></form>
       <form action="/check" method="post"><label>Benutzername <input name="bn"></label><label>Kennwort <input type="password" name="kw"></label><button type="button">Passwort vergessen</button><input type="submit" value="Anmelden"></form>`,
    ],
    [
      'a form inside an open shadow root',
      `<div id="host"></div><script>document.querySelector('#host').attachShadow({mode:'open'}).innerHTML = ${JSON.stringify(plain)}</script>`,
    ],
    ['a form inside a frame of the same site', `<iframe src="/inner" width="600" height="400"></iframe>`],
    [
      'hidden traps and a password that is being shown',
      `<form method="post" action="/check"><input name="email" style="position:absolute;left:-5000px"><input type="password" style="display:none">
       <input name="login" placeholder="E-mail"><input name="password" type="text" autocomplete="current-password"><button type="button">Show password</button><button>Log in</button></form>`,
    ],
    [
      'a cookie banner over everything',
      `${plain}<div style="position:fixed;inset:0;background:#0008"><div><p>We use cookies</p><button onclick="this.closest('[style]').remove()">Accept all</button>
       <button onclick="this.closest('[style]').remove()">Reject all</button></div></div>`,
    ],
    [
      'no button at all',
      `<form method="post" action="/check" onkeydown="if (event.key === 'Enter') this.submit()"><input name="email" type="email"><input name="password" type="password"></form>`,
    ],
    [
      'a page that builds its form late and sends it in the background',
      `<div id="app">Loading…</div><script>
       setTimeout(() => { document.querySelector('#app').innerHTML = '<div><input id="u" aria-label="Email"><input id="p" type="password" aria-label="Password"><button disabled>Sign in</button></div>';
         const [u, p, b] = document.querySelectorAll('input, button');
         document.querySelector('#app').addEventListener('input', () => { b.disabled = !(u.value && p.value); });
         b.addEventListener('click', async ({ page }) => {
           const answer = await fetch('/check', { method: 'POST', redirect: 'manual', body: new URLSearchParams({ a: u.value, b: p.value }) });
           if (answer.type === 'opaqueredirect') { history.pushState({}, '', '/home'); document.body.innerHTML = ${JSON.stringify(home)}; }
           else document.querySelector('#app').insertAdjacentHTML('beforeend', '<p role=alert>Wrong password</p>');
         }); }, 300);</script>`,
    ],
    ['a front page with a link to the form', '<p>Welcome</p><a href="/inner">Log in</a>'],
  ];

  test.for(accepted)('%s', async ([, html], { page }) => {
    await withPages({ '/': html, '/inner': plain }, async (url) => {
      expect(await attempt(page, url, { path: '/' })).toMatchObject({ signedIn: true });
    });
  });

  test('of a cookie banner, refusing is pressed before accepting', async ({ page }) => {
    const banner = `${plain}<div style="position:fixed;inset:0"><button onclick="document.title='accepted';this.parentNode.remove()">Accept all</button><button onclick="document.title='rejected';this.parentNode.remove()">Reject all</button></div>`;
    await withPages({ '/': banner }, async (url) => {
      // Kept by the page: what it calls while it is being left may not arrive.
      await page.addInitScript(
        "addEventListener('submit', () => { sessionStorage.titles = [sessionStorage.titles, document.title]; })",
      );
      await attempt(page, url, { path: '/' });
      expect(await page.evaluate('sessionStorage.titles')).toContain('rejected');
    });
  });

  const failing: [string, string, string][] = [
    ['a form that comes back without a word', plain, 'SILENT_LOGIN_FAILURE'],
    [
      'a demand to set up two factors',
      '<h1>Set up two-factor authentication</h1><p>Scan this QR code</p><input autocomplete="one-time-code">',
      'TFA_SETUP_REQUIRED',
    ],
    ['a message in German', `<p class="error">Das Passwort ist falsch.</p>${plain}`, 'INVALID_CREDENTIALS'],
    [
      'a wait for approval on a phone',
      '<p>Check your phone to approve the sign-in.</p>',
      'MFA_CODE_UNAVAILABLE',
    ],
    ['a denial', '<p>Access denied</p>', 'ACCESS_DENIED'],
    [
      'a denial beside the form',
      `<p class="error">Access denied for user 'ada'</p>${plain}`,
      'INVALID_CREDENTIALS',
    ],
  ];
  test.for(failing)('%s is recognised', async ([, html, code], { page }) => {
    await withPages({ '/': plain, '/check': html }, async (url) => {
      expect(await attempt(page, url, { path: '/' })).toMatchObject({ signedIn: false, code });
    });
  });

  test('a page that has come is looked at at once: with a clock that stands still, a sign-in comes to its end', async ({
    page,
  }) => {
    const form =
      '<form method="post" action="/check"><input name="user"><input type="password" name="p"><button>Sign in</button></form>';
    await withPages({ '/': form, '/check': check, '/home': home }, async (url) => {
      const login = { username: Secret.of(demoUser.username), password: Secret.of(demoUser.password) };
      const options = { pin: pinTo(url), clock: new ManualClock(), timeoutMs: 20_000 };
      expect(await signIn(page, { loginUrl: url, ...login }, options)).toMatchObject({ signedIn: true });
    });
  });

  test('a form that comes back without a word gets the password once', async ({ page }) => {
    await withPages({ '/': plain, '/check': plain }, async (url, other) => {
      await attempt(page, url, { path: '/' });
      expect(other.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    });
  });

  test('a form that went away on the same address is no success by itself', async ({ page }) => {
    const form =
      '<form method="post" action="/"><input name="a"><input name="b" type="password"><button>Go</button></form>';
    await withPages(
      { '/': ({ method }) => ({ html: method === 'POST' ? '<p>Hm.</p>' : form }) },
      async (url) => {
        expect(await attempt(page, url, { path: '/' })).toMatchObject({
          signedIn: false,
          code: 'UNCLEAR_RESULT',
        });
      },
    );
  });

  test('an error of the server while signing in is an upstream error', async ({ page }) => {
    await withPages({ '/': plain, '/check': () => ({ status: 500, html: 'Oops' }) }, async (url) => {
      expect(await attempt(page, url, { path: '/' })).toMatchObject({
        category: 'UPSTREAM_ERROR',
        code: 'SERVER_ERROR',
      });
    });
  });

  test('a form that leads to another site is not filled', async ({ page }) => {
    await withPages({ '/': plain.replace('/check', 'http://localhost:9/collect') }, async (url) => {
      expect(await attempt(page, url, { path: '/' })).toMatchObject({ code: 'ORIGIN_REFUSED' });
      expect(await page.locator('[type=password]').inputValue()).toBe('');
    });
  });

  test('a recipe overrides what would be found', async ({ page }) => {
    const odd = `<form action="/trap" method="post"><input name="username"><input type="password"><button>Sign in</button></form>
      <form action="/check" method="post"><input class="u" name="x"><input class="p" name="y"><span class="go" onclick="this.parentNode.submit()">→</span></form>`;
    await withPages({ '/odd': odd }, async (url) => {
      const recipe = {
        url: `${url}/odd`,
        username: '.u',
        password: '.p',
        submit: '.go',
        success: 'h1:has-text("Home")',
      };
      expect(await attempt(page, url, { path: '/nowhere', recipe })).toMatchObject({ signedIn: true });
    });
  });
});
