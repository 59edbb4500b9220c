import { existsSync, readdirSync } from 'node:fs';
import { inFront, typescript } from './setup/in-front.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot } from './setup/root.mjs';
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
  return inFront([...typescript(inRoot('bench', `${name}.ts`)), ...rest]);
});

function list() {
  const files = existsSync(inRoot('bench')) ? readdirSync(inRoot('bench')) : [];
  const names = files.filter((file) => file.endsWith('.ts')).map((file) => `  ${file.slice(0, -3)}`);
  return names.length > 0 ? names.join('\n') : '  (none yet)';
}
