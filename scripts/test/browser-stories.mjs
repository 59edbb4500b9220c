import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium } from '../browser.mjs';
import { freePort } from '../postgres/cluster.mjs';
import { inRoot } from '../setup/root.mjs';
import { outcome } from '../setup/run.mjs';
import { StatedError } from '../setup/stated-error.mjs';
import { startChild } from '../start/child.mjs';
import { storyFailures } from './failures.mjs';
import { provideStoryDatabase } from './story-database.mjs';

const READY_LIMIT_MS = 180_000;
const GRACE_MS = 30_000;

/** Starts the built product as `npm start` does, on a free port with a folder of its own, and drives it in Chromium. */
export async function runBrowserStories() {
  const chromium = await findChromium({ say: console.log });
  const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-e2e-'));
  const database = await provideStoryDatabase();
  const product = await startProduct({ folder, chromium, database });
  try {
    await product.ready;
    return await runPlaywright({ folder, chromium, url: product.url });
  } finally {
    await product.stop();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startProduct({ folder, chromium, database }) {
  const port = await freePort(0);
  const { LATCHKEY_KEK, LATCHKEY_KEK_FILE, DATABASE_URL, HOST, npm_lifecycle_event, ...rest } = process.env;
  const own = {
    PORT: String(port),
    DATA_DIR: path.join(folder, 'data'),
    LATCHKEY_DEMO: '1',
    CHROMIUM_PATH: chromium,
  };
  const lines = [];
  let announceReady;
  const saidReady = new Promise((resolve) => {
    announceReady = resolve;
  });
  const child = startChild({
    name: 'product',
    command: [process.execPath, inRoot('scripts/start.mjs')],
    env: { ...rest, ...own, ...database.env },
    onLine(line) {
      lines.push(line);
      if (line.startsWith('Latchkey is ready on ')) announceReady();
    },
  });
  const complain = (why) => {
    throw new StatedError(`The built product ${why}:\n${lines.slice(-60).join('\n')}`);
  };
  const ready = Promise.race([
    saidReady,
    child.ended.then(complain),
    new Promise((resolve) => AbortSignal.timeout(READY_LIMIT_MS).addEventListener('abort', resolve)).then(
      () => complain(`was not ready after ${READY_LIMIT_MS / 1000} s`),
    ),
  ]);
  ready.catch(() => {});
  return { url: `http://127.0.0.1:${port}`, ready, stop: () => child.stop(GRACE_MS) };
}

async function runPlaywright({ folder, chromium, url }) {
  const report = path.join(folder, 'report.json');
  const { code } = await outcome(
    [process.execPath, inRoot('node_modules/@playwright/test/cli.js'), 'test', '--reporter=list,json'],
    {
      show: true,
      env: {
        ...process.env,
        CHROMIUM_PATH: chromium,
        LATCHKEY_E2E_URL: url,
        LATCHKEY_E2E_DATA_DIR: path.join(folder, 'data'),
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      },
    },
  );
  const results = JSON.parse(await readFile(report, 'utf8'));
  const { stats } = results;
  // Errors outside a test (a broken file, none found) show only in the exit code.
  const failed = code !== 0 && stats.unexpected === 0 ? 1 : stats.unexpected;
  return { passed: stats.expected + stats.flaky, failed, failures: storyFailures(results) };
}
