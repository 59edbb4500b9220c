import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startChromium } from '@/tests/support/chromium';
import { startAllauth } from './allauth';
import { startDjangoAdmin } from './django-admin';
import { startDokuWiki } from './dokuwiki';
import { expectRotation } from './expect-rotation';
import { startHomebridge } from './homebridge';
import { startJsReport } from './jsreport';
import { startMediaWiki } from './mediawiki';
import { startMeshCentral } from './meshcentral';
import { startPhpMyAdmin } from './phpmyadmin';
import { startRedmine } from './redmine';
import { startRequestTracker } from './request-tracker';
import { startTinyTinyRss } from './ttrss';
import { startUnleash } from './unleash';
import { startVendure } from './vendure';
import { startWordPress } from './wordpress';

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser.close());

/** Software that no one here wrote, each signed in to and its password changed without a recipe. */
describe('real sites', () => {
  test("Django's admin", async ({ skip }) => expectRotation(browser, await startDjangoAdmin(), skip));
  test("Django's admin in German", async ({ skip }) =>
    expectRotation(browser, await startDjangoAdmin('de'), skip));
  test("Django's admin in Japanese", async ({ skip }) =>
    expectRotation(browser, await startDjangoAdmin('ja'), skip));
  test("Django's admin in Polish", async ({ skip }) =>
    expectRotation(browser, await startDjangoAdmin('pl'), skip));
  test('django-allauth', async ({ skip }) => expectRotation(browser, await startAllauth(), skip));
  test('MediaWiki', async ({ skip }) => expectRotation(browser, await startMediaWiki(), skip, 'NONE'));
  test('WordPress', async ({ skip }) => expectRotation(browser, await startWordPress(), skip));
  test('Redmine', async ({ skip }) => expectRotation(browser, await startRedmine(), skip));
  test('Tiny Tiny RSS', async ({ skip }) => expectRotation(browser, await startTinyTinyRss(), skip));
  test('phpMyAdmin', async ({ skip }) => expectRotation(browser, await startPhpMyAdmin(), skip));
  test('Request Tracker', async ({ skip }) => expectRotation(browser, await startRequestTracker(), skip));
  test('MeshCentral', async ({ skip }) => expectRotation(browser, await startMeshCentral(), skip));
  test('Unleash', async ({ skip }) => expectRotation(browser, await startUnleash(), skip));
  test("Homebridge's interface", async ({ skip }) => expectRotation(browser, await startHomebridge(), skip));
  test("Vendure's administration", async ({ skip }) => expectRotation(browser, await startVendure(), skip));
  test('jsreport', async ({ skip }) => expectRotation(browser, await startJsReport(), skip, 'NONE'));
  test('DokuWiki', async ({ skip }) => expectRotation(browser, await startDokuWiki(), skip));
});
