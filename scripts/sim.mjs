import { inFront, typescript } from './setup/in-front.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot } from './setup/root.mjs';
import { main } from './setup/stated-error.mjs';

/** `npm run sim`, `g2` and `g3`: the simulator of tests/simulation with the arguments that follow (tests/simulation/sim-main.ts). */
requireNodeVersion();
await main(async () => {
  const progress = createProgress((line) => process.stderr.write(`${line}\n`));
  await prepare({ progress, build: async () => {} });
  return inFront([...typescript(inRoot('tests/simulation/sim-main.ts')), ...process.argv.slice(2)]);
});
