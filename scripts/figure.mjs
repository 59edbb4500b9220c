import { spawn } from 'node:child_process';
import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot, root } from './setup/root.mjs';
import { main } from './setup/stated-error.mjs';

/** `npm run g8 [NAME …]`: changes the password of every awkward site of the sandbox; see tests/sites/g8.ts. */
requireNodeVersion();
await main(async () => {
  await prepare({
    progress: createProgress((line) => process.stderr.write(`${line}\n`)),
    build: async () => {},
  });
  const args = [
    inRoot('node_modules/tsx/dist/cli.mjs'),
    inRoot('tests/sites/g8.ts'),
    ...process.argv.slice(2),
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
});
