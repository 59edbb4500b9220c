import { spawn } from 'node:child_process';
import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot, root } from './setup/root.mjs';
import { main } from './setup/stated-error.mjs';

/** `npm run g8`, `npm run g10`: a file that measures one of the goals and prints the figure. */
requireNodeVersion();
await main(async () => {
  const [file = '', ...rest] = process.argv.slice(2);
  await prepare({
    progress: createProgress((line) => process.stderr.write(`${line}\n`)),
    build: async () => {},
  });
  const args = [inRoot('node_modules/tsx/dist/cli.mjs'), inRoot(file), ...rest];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
});
