import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Latchkey, latchkey } from '@/lib/client/latchkey';
import { demoUser } from '@/lib/sandbox/demo-user';
import { withApiKey } from '@/tests/support/api';
import { startChromium } from '@/tests/support/chromium';
import { type ProductWorld, startProductWorld } from '@/tests/support/product-world';
import { serveApi } from '@/tests/support/served-api';

let world: ProductWorld;
let server: Awaited<ReturnType<typeof serveApi>>;
let browser: Browser;
let page: Page;
let lk: Latchkey;

beforeAll(async () => {
  [world, browser] = await Promise.all([startProductWorld(), startChromium()]);
  server = await serveApi(world.services);
  await world.bind(await world.connect(), 'Acme Prod Login', 'acme-prod');
  const { key } = await withApiKey(world.api, world.client, ['secrets:resolve']);
  const encryption = await world.services.workspaceSecrets.readApiEncryptionKey(world.actor.workspaceId);
  lk = latchkey({ url: server.url, key, encryptionKey: encryption.key.reveal() });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await world?.close();
});
beforeEach(async () => {
  const context = await browser.newContext();
  page = await context.newPage();
  return () => context.close();
});

describe('a page of one’s own', () => {
  test('is signed in from a blank page, one-time code included, with one line', async () => {
    const { evidence } = await lk.signIn(page, 'acme-prod');
    await page.goto(`${world.site.url}/account`);
    expect(await page.locator('h1').textContent()).toContain('Ada');
    expect(evidence.join()).not.toContain(demoUser.password);
  }, 90_000);
});
