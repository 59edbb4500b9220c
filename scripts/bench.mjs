import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot, root } from './setup/root.mjs';
import { main, StatedError } from './setup/stated-error.mjs';

/**
 * `npm run bench NAME`: runs bench/NAME.ts with the arguments that follow. Nothing but the benchmark itself writes
 * to stdout, so `npm run --silent bench NAME -- --json > result.json` holds.
 */
requireNodeVersion();
await main(async () => {
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined || name.startsWith('-')) {
    console.log(`npm run bench NAME [-- --json]\n\n${list()}`);
    return 0;
  }
  if (!existsSync(inRoot('bench', `${name}.ts`)))
    throw new StatedError(`There is no benchmark ${name}. There are:\n${list()}`);
  await prepare({
    progress: createProgress((line) => process.stderr.write(`${line}\n`)),
    build: async () => {},
  });
  return run(name, rest);
});

function list() {
  const files = existsSync(inRoot('bench')) ? readdirSync(inRoot('bench')) : [];
  const names = files.filter((file) => file.endsWith('.ts')).map((file) => `  ${file.slice(0, -3)}`);
  return names.length > 0 ? names.join('\n') : '  (none yet)';
}

function run(name, rest) {
  const args = [inRoot('node_modules/tsx/dist/cli.mjs'), inRoot('bench', `${name}.ts`), ...rest];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
