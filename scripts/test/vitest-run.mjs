import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot } from '../setup/root.mjs';
import { outcome } from '../setup/run.mjs';
import { vitestFailures } from './failures.mjs';

/** Unit, architecture, HTTP and integration tests; their report goes to the terminal, the counts come from JSON. */
export async function runVitest() {
  const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-vitest-'));
  const report = path.join(folder, 'report.json');
  const command = [process.execPath, inRoot('node_modules/vitest/vitest.mjs'), 'run'];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const { code } = await outcome([...command, ...reporters], { show: true, env: testEnvironment() });
    const results = JSON.parse(await readFile(report, 'utf8'));
    return { ...countVitest(results, code), failures: vitestFailures(results, inRoot()) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A developer's own settings must not decide whether tests pass. */
function testEnvironment() {
  const { DATABASE_URL, DATA_DIR, LATCHKEY_KEK, LATCHKEY_KEK_FILE, LATCHKEY_DEMO, HOST, PORT, ...rest } =
    process.env;
  return { ...rest, NODE_ENV: 'test' };
}

/** A file that cannot be loaded holds no failed test, and an error between tests none either: both count one. */
export function countVitest({ numPassedTests, numFailedTests, testResults }, code) {
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = numFailedTests + brokenFiles.length;
  return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}
