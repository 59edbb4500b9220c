import { mkdir, readFile } from 'node:fs/promises';
import { ensureBundled } from './build.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot } from './setup/root.mjs';
import { main, StatedError } from './setup/stated-error.mjs';
import { sandboxAddressesFile } from './start/announce.mjs';
import { startChild } from './start/child.mjs';
import { watchEndRequests } from './start/end-requests.mjs';
import { sandboxEnvironment } from './start/environment.mjs';
import { loadEnvFile, readSettings } from './start/settings.mjs';

const GRACE_MS = 10_000;

/**
 * `npm run sandbox`: the stand-in 1Password and its demo site alone, for trying a client or an SDK against them.
 * Unlike `npm start` it prints the tokens: they open nothing but this sandbox.
 */
requireNodeVersion();
await main(async () => {
  loadEnvFile();
  const settings = { ...readSettings(process.env), demo: true };
  const progress = createProgress();
  const build = (options) => ensureBundled({ ...options, names: ['sandbox', 'op'] });
  await prepare({ progress, build });
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });

  const child = startChild({
    name: 'sandbox',
    command: [process.execPath, '--enable-source-maps', inRoot('dist/sandbox.mjs')],
    env: sandboxEnvironment({ env: process.env, settings, nodeEnv: 'production' }),
    onLine: progress.say,
  });
  let asked = false;
  watchEndRequests({
    onEnd() {
      asked = true;
      child.stop(GRACE_MS);
    },
    onImpatience: () => child.kill(),
  });
  const outcome = await child.settled;
  if (outcome === 'ready') await show(settings.dataDir, progress.say);
  const how = await child.ended;
  if (!asked) throw new StatedError(`The sandbox ${how}.`);
  process.exit(0);
});

async function show(dataDir, say) {
  const file = sandboxAddressesFile(dataDir);
  const addresses = JSON.parse(await readFile(file, 'utf8'));
  say(`1Password stand-in     ${addresses.url}`);
  say(`  controls             ${addresses.control_url}`);
  say(`  token, read-write    ${addresses.service_account_token}`);
  say(`  token, read-only     ${addresses.service_account_token_read_only}`);
  say(`  Connect server       ${addresses.connect_host}`);
  say(`  Connect token        ${addresses.connect_token}`);
  say(`  op command           ${addresses.op_path}`);
  say(`Demo site              ${addresses.site?.url}`);
  say(`(all of it in ${file})`);
  say('The sandbox is ready. Ctrl+C ends it.');
}
