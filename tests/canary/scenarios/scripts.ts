import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { latchkey } from '@/lib/client/latchkey';
import { startChromium } from '@/tests/support/chromium';
import type { Scenario } from '../scenario';
import type { CanaryWorld } from '../world';

/** People's own Playwright code, which records whatever can be recorded: a trace with pictures, a HAR, a screenshot. */
export const scripts: Scenario = {
  name: 'scripts',
  async play(world) {
    const browser = await startChromium();
    mkdirSync(world.scriptsFolder);
    try {
      await traced(world, browser, 'grace');
      await traced(world, browser, `${world.marker}-wrong`);
      await recorded(world, browser);
    } finally {
      await browser.close();
    }
  },
};

function client(world: CanaryWorld) {
  const { url, api_key: key, api_encryption_key: encryptionKey } = world.demo;
  return latchkey({ url, key, encryptionKey });
}

/** A wrong password fails, and leaves as little behind. */
async function traced(world: CanaryWorld, browser: Browser, user: string): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const file = (name: string) => join(world.scriptsFolder, `${user}-${name}`);
  await context.tracing.start({ screenshots: true, snapshots: true, sources: true });
  await page.goto(`${world.demo.site.url}/login?${world.marker}`);
  const options = { recording: 'pause', keepTraceAt: file('before.zip') } as const;
  await client(world)
    .signIn(page, { user, domain: world.demo.site.url }, options)
    .catch((error: unknown) =>
      world.hear('errors of the client', user, JSON.stringify(error) + String(error)),
    );
  await page.goto(`${world.demo.site.url}/account`);
  await page.screenshot({ path: file('page.png') });
  await context.tracing.stop({ path: file('after.zip') });
  await context.close();
}

async function recorded(world: CanaryWorld, browser: Browser): Promise<void> {
  const session = await client(world).storageState(browser, { user: 'grace', domain: world.demo.site.url });
  const recordHar = { path: join(world.scriptsFolder, 'session.har'), content: 'embed' } as const;
  const context = await browser.newContext({ storageState: session, recordHar });
  await (await context.newPage()).goto(`${world.demo.site.url}/account?${world.marker}`);
  await context.close();
}
