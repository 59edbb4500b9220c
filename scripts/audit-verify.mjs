import path from 'node:path';
import { ensureBundled } from './build.mjs';
import { inFront } from './setup/in-front.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot } from './setup/root.mjs';
import { main } from './setup/stated-error.mjs';
import { requireKey } from './start/key-encryption-key.mjs';
import { loadEnvFile, readSettings } from './start/settings.mjs';

/**
 * `npm run audit:verify [-- --heads FILE] [--json]`: lib/server/audit-verify.ts against the database of the settings.
 * An embedded one is joined when it runs and started for the time when it does not. stdout is the command's alone.
 */
requireNodeVersion();
await main(async () => {
  loadEnvFile();
  const settings = readSettings(process.env);
  const say = (line) => process.stderr.write(`${line}\n`);
  const key = await requireKey({ ...settings, demo: false, env: process.env, say });
  const build = (options) => ensureBundled({ ...options, names: ['audit-verify'] });
  await prepare({ progress: createProgress(say), build });
  const database = await openDatabase(settings);
  try {
    return await verify({ ...process.env, ...key, DATABASE_URL: database.url });
  } finally {
    await database.stop();
  }
});

async function openDatabase({ databaseUrl, dataDir }) {
  if (databaseUrl) return { url: databaseUrl, stop: async () => {} };
  const { startEmbedded } = await import('./embedded-pg.mjs');
  return startEmbedded({ dir: path.join(dataDir, 'postgres') });
}

function verify(env) {
  const command = [process.execPath, '--enable-source-maps', inRoot('dist/audit-verify.mjs')];
  return inFront([...command, ...process.argv.slice(2)], { env });
}
