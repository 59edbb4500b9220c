import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot } from './setup/root.mjs';
import { main } from './setup/stated-error.mjs';
import { launch } from './start/launch.mjs';
import { loadEnvFile, readSettings } from './start/settings.mjs';

/**
 * `npm start`, from a bare clone to a running product; scripts/start/launch.mjs tells the steps in order.
 * Imports nothing from node_modules before it has installed them.
 */
requireNodeVersion();
await main(async () => {
  loadEnvFile();
  const settings = readSettings(process.env);
  const progress = createProgress();
  const where = settings.databaseUrl ? 'with the database of DATABASE_URL' : 'with an embedded database';
  progress.say(
    `Latchkey starts ${settings.demo ? 'in demo mode ' : ''}${where}; data in ${settings.dataDir}`,
  );
  const bundle = (name) => [process.execPath, '--enable-source-maps', inRoot('dist', `${name}.mjs`)];
  const commands = { server: bundle('server'), worker: bundle('worker'), sandbox: bundle('sandbox') };
  // Explicit: open channels and sockets would otherwise keep a finished supervisor alive.
  process.exit(await launch({ settings, env: process.env, progress, prepare, commands }));
});
