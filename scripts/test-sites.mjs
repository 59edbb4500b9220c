import { inFront } from './setup/in-front.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot } from './setup/root.mjs';
import { main } from './setup/stated-error.mjs';

/** `npm run test:sites`: software of others, from Debian's packages, on loopback; see tests/sites. */
requireNodeVersion();
await main(async () => {
  await prepare({
    progress: createProgress((line) => process.stderr.write(`${line}\n`)),
    build: async () => {},
  });
  const vitest = [process.execPath, inRoot('node_modules/vitest/vitest.mjs'), 'run'];
  return inFront([...vitest, '--config', inRoot('tests/sites/vitest.config.ts'), ...process.argv.slice(2)]);
});
