import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/browser.mjs';

const baseURL = process.env.LATCHKEY_E2E_URL;
if (!baseURL)
  throw new Error(
    'LATCHKEY_E2E_URL names the running product to test. `npm test` sets it; by hand: npm start, then ' +
      'LATCHKEY_E2E_URL=http://127.0.0.1:3000 LATCHKEY_E2E_DATA_DIR=./data npx playwright test',
  );

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // The stories share one demo workspace and one sandbox; in parallel they would see each other's changes.
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL,
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    // Chromium refuses its own sandbox to root.
    launchOptions: {
      executablePath: await findChromium(),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});
