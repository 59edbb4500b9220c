import { expect, type Page, test } from '@playwright/test';
import { readDemo } from './demo';
import { signIn } from './sign-in';

/**
 * The policy of the pages, as a browser takes it: every page works under it, and none breaks it. What a page would do
 * against it is reported by the browser itself, wherever it comes from.
 */
const demo = readDemo();
const workspace = `/w/${demo.workspace}`;

declare global {
  interface Window {
    reportViolation: (told: string) => Promise<void>;
  }
}

/** What the pages opened from now on do against their policy, fail at, or ask of others. */
async function watchFaults(page: Page, faults: string[] = []): Promise<string[]> {
  await page.exposeBinding('reportViolation', (_source, told: string) => {
    faults.push(`${new URL(page.url()).pathname}: ${told}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      void window.reportViolation(`${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== 'null' && origin !== new URL(demo.url).origin) faults.push(`asked ${origin}`);
  });
  return faults;
}

async function linksOn(page: Page): Promise<string[]> {
  const links = await page
    .locator('a[href^="/"]')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  return links.flatMap((href) => (href?.startsWith(workspace) ? [href.split(/[?#]/)[0] ?? ''] : []));
}

const MOST_PAGES = 40;
/** As a person has them open: what a page asks for while it is drawn is waited for side by side. */
const TABS = 3;

async function visit(page: Page, path: string): Promise<string[]> {
  const response = await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(policy, path).toMatch(/script-src 'nonce-[\w+/=]{20,}' 'strict-dynamic';/);
  expect(response?.headers()['x-content-type-options'], path).toBe('nosniff');
  return linksOn(page);
}

test('every page that a link leads to works under its policy, and none breaks it', async ({ page }) => {
  test.setTimeout(240_000);
  const faults = await watchFaults(page);
  await signIn(page, demo);
  const tabs = [page];
  while (tabs.length < TABS) {
    const tab = await page.context().newPage();
    await watchFaults(tab, faults);
    tabs.push(tab);
  }
  // From link to link, so that a page that is added tomorrow is visited tomorrow.
  const waiting = [...(await linksOn(page)), '/sign-up', '/new-workspace', `${workspace}/no-such-page`];
  const seen = new Set<string>();
  const next = () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      // One of each kind: what differs is an id.
      const kind = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
      if (seen.has(kind) || seen.size === MOST_PAGES) continue;
      seen.add(kind);
      return path;
    }
    return undefined;
  };
  for (;;) {
    const visits = tabs.flatMap((tab) => {
      const path = next();
      return path === undefined ? [] : [visit(tab, path)];
    });
    if (visits.length === 0) break;
    waiting.push(...(await Promise.all(visits)).flat());
  }
  expect(seen.size).toBeGreaterThan(15);
  expect(faults).toEqual([]);
});

test('dialogs, menus and messages keep to the policy, and look as they should under it', async ({ page }) => {
  const faults = await watchFaults(page);
  await signIn(page, demo);
  await page.goto(`${workspace}/settings/appearance`);
  await page.getByRole('button', { name: /^Account of / }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.goto(`${workspace}/settings/api-keys`);
  await page.getByRole('button', { name: 'Create key' }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  // What locks the page behind a dialog is a style element, which works only if the policy takes it.
  await expect(page.locator('body')).toHaveCSS('overflow', 'hidden');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  // That of the messages is let in by its hash: one that is refused has no rules.
  const ofMessages = page.evaluate(() =>
    [...document.querySelectorAll('style')].some(
      ({ textContent, sheet }) => textContent?.includes('[data-sonner-toaster]') && sheet?.cssRules.length,
    ),
  );
  expect(await ofMessages).toBe(true);
  expect(faults).toEqual([]);
});

test('two answers for one page have two nonces', async ({ page }) => {
  const nonces = new Set<string>();
  for (let turn = 0; turn < 2; turn += 1) {
    const response = await page.goto('/sign-in');
    nonces.add(/'nonce-([^']+)'/.exec(response?.headers()['content-security-policy'] ?? '')?.[1] ?? '');
  }
  expect(nonces.size).toBe(2);
});

test('what someone smuggles into a page does not run', async ({ page }) => {
  const faults = await watchFaults(page);
  const smuggled =
    '<script>document.title = "ran"</script><img alt="" src="/no-such" onerror="document.title = `ran`">';
  await page.route('**/sign-in', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('</body>', `${smuggled}</body>`) });
  });
  await page.goto('/sign-in');
  await expect.poll(() => faults.join()).toContain('script-src-elem inline');
  await expect.poll(() => faults.join()).toContain('script-src-attr inline');
  expect(await page.title()).not.toBe('ran');
});

test('before the scripts of a page are there, its form takes nothing and sends nothing', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const path of ['/sign-in', '/sign-up']) {
    await page.goto(path);
    const controls = await page
      .getByRole('textbox')
      .or(page.getByLabel('Password'))
      .or(page.getByRole('button'))
      .all();
    expect(controls.length).toBeGreaterThan(2);
    for (const control of controls) await expect(control).toBeDisabled();
  }
  await context.close();
});
