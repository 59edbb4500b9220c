import { inFront, typescript } from './setup/in-front.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot } from './setup/root.mjs';
import { main } from './setup/stated-error.mjs';

/** `npm run g8`, `npm run g10`: a file that measures one of the goals and prints the figure. */
requireNodeVersion();
await main(async () => {
  const [file = '', ...rest] = process.argv.slice(2);
  await prepare({
    progress: createProgress((line) => process.stderr.write(`${line}\n`)),
    build: async () => {},
  });
  return inFront([...typescript(inRoot(file)), ...rest]);
});
