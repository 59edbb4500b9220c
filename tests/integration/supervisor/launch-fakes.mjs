import { fileURLToPath } from 'node:url';
import { createProgress } from '../../../scripts/setup/progress.mjs';
import { main } from '../../../scripts/setup/stated-error.mjs';
import { launch } from '../../../scripts/start/launch.mjs';
import { readSettings } from '../../../scripts/start/settings.mjs';
import { LIMITS } from '../../../scripts/start/supervisor.mjs';

/** `npm start` without install and build, and with children that do nothing but live and die. */
const fake = fileURLToPath(new URL('./fake-child.mjs', import.meta.url));
const command = (name) => [process.execPath, fake, name];

await main(async () => {
  const commands = { server: command('server'), worker: command('worker'), sandbox: command('sandbox') };
  const limits = { ...LIMITS, graceMs: 500, firstPauseMs: 10, longestPauseMs: 50 };
  const settings = readSettings(process.env);
  const code = await launch({
    settings,
    env: process.env,
    progress: createProgress(),
    prepare: async () => {},
    commands,
    limits,
  });
  process.exit(code);
});
