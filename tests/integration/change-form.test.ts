import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openChangeForm, submitChange } from '@/lib/browser/change-form';
import type { OriginPin } from '@/lib/browser/origin-policy';
import { signIn } from '@/lib/browser/sign-in';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { type DemoSite, startSite } from '@/lib/sandbox/site/start';
import { startChromium } from '@/tests/support/chromium';

const NAME = 'grace@acme.example';
const OLD = 'Harbour-lantern-42';
const NEW = 'Walnut-7-bridge-dawn.x';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let site: DemoSite;

beforeAll(async () => {
  browser = await startChromium();
  site = await startSite();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  await fetch(`${site.controlUrl}/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: NAME, password: OLD }),
  });
});
afterEach(() => context.close());

const pin = (): OriginPin => ({
  entryDomain: new URL(site.url).host,
  extraOrigins: [],
  autofill: 'anywhere',
  insecureHosts: [new URL(site.url).host],
});

async function signInWith(password: string) {
  return signIn(
    page,
    { loginUrl: `${site.url}/login`, username: Secret.of(NAME), password: Secret.of(password) },
    { pin: pin(), clock: systemClock, timeoutMs: 20_000 },
  );
}

const open = () =>
  openChangeForm(
    page,
    { username: Secret.of(NAME), current: Secret.of(OLD) },
    { pin: pin(), clock: systemClock, timeoutMs: 30_000 },
  );

describe('the demo site', () => {
  test('the form is found by its well-known address, says its rules, and changes the password', async () => {
    await signInWith(OLD);
    const opened = await open();
    if (!opened.found) throw new Error(opened.evidence.join('\n'));
    expect(opened.address).toBe(`${site.url}/account/security/password`);
    expect(opened.form.rules).toMatchObject({ minLength: 12, maxLength: 64, pattern: null });
    expect(opened.form.rules.passwordRules).toContain('required: digit');
    expect(opened.form.rules.policyText).toContain('at least one letter and one digit');
    const asked: string[] = [];
    const outcome = await submitChange(
      page,
      opened.form,
      { current: Secret.of(OLD), candidate: Secret.of(NEW) },
      {
        pin: pin(),
        clock: systemClock,
        deadline: Date.now() + 20_000,
        beforeSubmit: async () => {
          asked.push(page.url());
        },
      },
    );
    expect(outcome).toMatchObject({ submitted: true, verdict: 'SUCCESS_TEXT' });
    expect(asked).toEqual([`${site.url}/account/security/password`]);
    await context.clearCookies();
    expect(await signInWith(NEW)).toMatchObject({ signedIn: true });
  });
});
