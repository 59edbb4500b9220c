import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { candidatePolicy } from '@/lib/passwords/candidate-policy';
import { generateCandidate } from '@/lib/passwords/generate-candidate';
import { AWKWARD_NAME, AWKWARD_PASSWORD } from '@/lib/sandbox/site/awkward/account-book';
import { startAwkwardSite } from '@/lib/sandbox/site/awkward/awkward-site';
import { awkwardSites } from '@/lib/sandbox/site/awkward/awkward-sites';
import { judgeAwkwardSite } from '@/tests/sites/awkward-verdict';
import { rotateByBrowser } from '@/tests/sites/rotate-by-browser';
import { startChromium } from '@/tests/support/chromium';

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

/** The rest is `npm run g8`. */
const SLICE = ['says_done_does_nothing', 'profile_page', 'single_page', 'confirm_in_modal', 'sudo_mode'];

/** Side by side: each has a site and contexts of its own, and mostly waits. */
describe.concurrent('awkward sites (a slice of G8)', () => {
  test('there are at least 25 of them', () => {
    expect(Object.keys(awkwardSites).length).toBeGreaterThanOrEqual(25);
  });

  test.each(SLICE)(
    '%s: the sign-ins say what the site knows',
    async (name) => {
      const behaviour = awkwardSites[name];
      if (behaviour === undefined) throw new Error(`no site ${name}`);
      const verdict = await judgeAwkwardSite(browser, behaviour);
      expect(verdict, verdict.story.join('\n')).toMatchObject({ right: true, falseFinish: false });
    },
    90_000,
  );

  test('what a site says when it rejects a candidate makes one that it takes', async () => {
    const { policy_reject } = awkwardSites;
    if (policy_reject === undefined) throw new Error('no such site');
    const site = await startAwkwardSite(policy_reject);
    try {
      const account = { url: `${site.url}/`, name: AWKWARD_NAME, password: AWKWARD_PASSWORD };
      const first = await rotateByBrowser(browser, account, 'Walnut-7-bridge-Dawn.x9K');
      expect(first).toMatchObject({
        candidate: 'refused',
        old: 'accepted',
        submission: { verdict: 'POLICY_REJECT' },
      });
      const rejections = [first.submission?.rejection ?? ''];
      const made = generateCandidate(randomBytes, candidatePolicy({ rejections }));
      if (!made.ok) throw new Error(made.reason);
      const second = await rotateByBrowser(browser, account, made.password.reveal());
      expect(second).toMatchObject({ candidate: 'accepted', submission: { verdict: 'SUCCESS_TEXT' } });
    } finally {
      await site.close();
    }
  }, 120_000);
});
