import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '@/scripts/browser.mjs';
import { scanFolder } from '@/tests/canary/files';
import { CanaryScan } from '@/tests/canary/scan';
import { type InstalledClient, installClient } from '@/tests/support/client-package';
import { type ClientWorld, ROBOT, startClientWorld } from '@/tests/support/client-world';

/** A test runner of its own, in a process of its own, which gives each of its tests a minute. */
const RUNNER_MS = 120_000;

const ROOT = join(import.meta.dirname, '../..');

let world: ClientWorld;
let client: InstalledClient;
let chromium: string;

beforeAll(async () => {
  [client, chromium] = await Promise.all([installClient(), findChromium()]);
  world = await startClientWorld();
}, 120_000);
afterAll(async () => {
  await client?.remove();
  await world?.close();
});

interface Ended {
  code: number;
  output: string;
}

/** In the folder of the installed client, with nothing of ours in the environment but what a person would set. */
function node(args: string[], more: Record<string, string> = {}): Promise<Ended> {
  const environment = { ...world.environment, CHROMIUM: chromium, SITE: world.site.url, ...more };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { cwd: client.folder, env: { ...environment, NODE_ENV: 'test' }, maxBuffer: 1 << 26 },
      (error, stdout, stderr) =>
        resolve({
          code: typeof error?.code === 'number' ? error.code : error ? 1 : 0,
          output: stdout + stderr,
        }),
    );
  });
}

const LAUNCH = '{ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] }';

const SHOW = `
  await page.goto(process.env.SITE + '/account');
  console.log(await page.locator('h1').textContent());
  await browser.close();`;

const SCRIPT = `
  const browser = await chromium.launch(${LAUNCH});
  const page = await browser.newPage();
  await latchkey().signIn(page, 'robot');${SHOW}`;

describe.concurrent('installed from its tarball into an empty folder, without a network', {
  timeout: 60_000,
}, () => {
  test('it signs a page in as its documentation shows, and from a script of CommonJS', async () => {
    const documented = /## In a script\n\n```js\n(.*?)```/s.exec(
      await readFile(join(ROOT, 'docs/client.md'), 'utf8'),
    )?.[1];
    const scripts = [
      await client.write(
        'script.mjs',
        `${documented?.replace('chromium.launch()', `chromium.launch(${LAUNCH})`).replace('acme-prod', 'robot')}${SHOW}`,
      ),
      await client.write(
        'script.cjs',
        `const { chromium } = require('playwright-core');\nconst { latchkey } = require('@latchkey/client');\n(async () => {${SCRIPT}})();`,
      ),
    ];
    for (const { code, output } of await Promise.all(scripts.map((script) => node([script])))) {
      expect(output).toContain('Robot');
      expect(code).toBe(0);
    }
  });

  // The compiler reads all types of Node and Playwright, beside the browsers of the other tests.
  test('its types hold under strict settings, for both kinds of modules', { timeout: 120_000 }, async () => {
    const use = (page: string) => `
      const lk: Latchkey = latchkey({ url: 'https://latchkey.example' });
      const { evidence } = await lk.signIn(${page}, { user: 'acme', domain: 'acme.com' }, { recording: 'pause' });
      evidence satisfies readonly string[];
      const context = await browser.newContext({ storageState: await lk.storageState(browser, 'acme') });
      // @ts-expect-error a number names no entry
      lk.signIn(await context.newPage(), 7);`;
    await client.write(
      'use.mts',
      `import { type Browser, chromium } from 'playwright-core';
      import { type Latchkey, latchkey, SignInError } from '@latchkey/client';
      import { test, expect } from '@latchkey/client/playwright';
      const browser: Browser = await chromium.launch();
      ${use('await browser.newPage()')}
      test('x', async ({ page, signIn }) => {
        const error: unknown = await signIn(page, 'acme').catch((caught: unknown) => caught);
        if (error instanceof SignInError) expect(error.category).toBe('AUTHENTICATION_ERROR');
      });`,
    );
    await client.write(
      'use.cts',
      `import { latchkey, type Latchkey } from '@latchkey/client';
      import { chromium } from 'playwright-core';
      export async function go() { const browser = await chromium.launch(); ${use('await browser.newPage()')} }`,
    );
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom',
    ];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { code, output } = await node([tsc, ...options, '--types', 'node', 'use.mts', 'use.cts']);
    expect(output).toBe('');
    expect(code).toBe(0);
  });

  test('it says what is missing, and what to do, when it is not set up', async () => {
    const script = await client.write(
      'bare.mjs',
      `import { latchkey } from '@latchkey/client';\nlatchkey();`,
    );
    const { code, output } = await node([script], { LATCHKEY_API_KEY: '' });
    expect(code).not.toBe(0);
    expect(output).toContain('LATCHKEY_API_KEY');
    expect(output).toContain('Settings, API keys');
  });
});

describe.concurrent('in Playwright’s own test runner', () => {
  const config = (name: string, use: string) => `
    import { defineConfig } from '@playwright/test';
    export default defineConfig({
      testDir: '.', testMatch: '${name}.spec.ts', timeout: 60_000, workers: 1, reporter: [['json', { outputFile: 'out/${name}/report.json' }], ['html', { outputFolder: 'out/${name}/html', open: 'never' }], ['blob', { outputFile: 'out/${name}/blob.zip' }]],
      outputDir: 'out/${name}/results',
      use: { launchOptions: ${LAUNCH}, ${use} },
    });`;

  async function runTests(name: string, use: string, spec: string): Promise<Ended> {
    const settings = await client.write(`${name}.config.ts`, config(name, use));
    await client.write(
      `${name}.spec.ts`,
      `import { test, expect } from '@latchkey/client/playwright';\n${spec}`,
    );
    const runner = join(client.folder, 'node_modules/@playwright/test/cli.js');
    return node([runner, 'test', '--config', settings], { CI: '1' });
  }

  function leaks(name: string): unknown[] {
    const scan = new CanaryScan({
      password: ROBOT.password,
      'API key': world.options.key,
      'encryption key': world.options.encryptionKey,
    });
    expect(scanFolder(scan, 'reports', join(client.folder, 'out', name))).toBeGreaterThan(5);
    return scan.findings;
  }

  test(
    'with traces and pictures of everything, no part of any report holds the password',
    async () => {
      const { output } = await runTests(
        'traced',
        "trace: 'on', screenshot: 'on'",
        `test('passes', async ({ page, signIn }) => {
         await page.goto(process.env.SITE + '/login');
         await signIn(page, 'robot');
         await page.goto(process.env.SITE + '/account');
         await expect(page.locator('h1')).toContainText('Robot');
       });
       test('fails afterwards', async ({ page, signIn }) => {
         await signIn(page, 'robot');
         await expect(page.locator('h1')).toHaveText('something else', { timeout: 500 });
       });
       test('fails in the middle, with the form filled in', async ({ page, signIn }) => {
         await signIn(page, 'robot', { url: '/login', recipe: { submit: '#not-there' } });
       });`,
      );
      expect(output, output).toContain('1 passed');
      expect(output).toContain('2 failed');
      expect(leaks('traced')).toEqual([]);
      const report = await readFile(join(client.folder, 'out/traced/report.json'), 'utf8');
      expect(report).toContain('trace-before-sign-in');
      expect(report).toContain('error-context');
    },
    RUNNER_MS,
  );

  test(
    'a HAR is refused before any value is fetched, with the way to go on',
    async () => {
      const { output } = await runTests(
        'har',
        "contextOptions: { recordHar: { path: 'out/har/a.har' } }",
        `test('refused', async ({ page, signIn }) => {
         const error = await signIn(page, 'robot').catch((caught) => caught);
         expect(error).toMatchObject({ name: 'LatchkeyError', code: 'recording_active' });
         expect(error.message).toContain('storageState');
       });
       test('goes on with a session from a context of its own', async ({ browser }) => {
         const { latchkey } = await import('@latchkey/client');
         const plain = await browser.browserType().launch(${LAUNCH});
         const storageState = await latchkey().storageState(plain, 'robot');
         await plain.close();
         const context = await browser.newContext({ storageState, recordHar: { path: 'out/har/b.har' } });
         const page = await context.newPage();
         await page.goto(process.env.SITE + '/account');
         await expect(page.locator('h1')).toContainText('Robot');
         await context.close();
       });`,
      );
      expect(output, output).toContain('2 passed');
      expect(leaks('har')).toEqual([]);
    },
    RUNNER_MS,
  );
});
