import { existsSync } from 'node:fs';
import { inFront } from './setup/in-front.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { inRoot } from './setup/root.mjs';
import { main, StatedError } from './setup/stated-error.mjs';

/**
 * `npm run sweep -- NAME`: a test file of tests/integration with all of its cases, where `npm test` runs a slice. What
 * takes longer than a test run has time for asks for it by LATCHKEY_SWEEP.
 */
requireNodeVersion();
await main(async () => {
  const [name = ''] = process.argv.slice(2);
  const file = `tests/integration/${name}.test.ts`;
  if (name === '' || !existsSync(inRoot(file)))
    throw new StatedError('npm run sweep -- NAME, such as one-time-codes');
  const vitest = [process.execPath, inRoot('node_modules/vitest/vitest.mjs'), 'run'];
  const env = { ...process.env, LATCHKEY_SWEEP: '1' };
  return inFront([...vitest, '--project', 'integration', file], { env });
});
