import { existsSync } from 'node:fs';
import { fingerprint, isCurrent, record } from './setup/fingerprint.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot, isCommand } from './setup/root.mjs';
import { run } from './setup/run.mjs';
import { main } from './setup/stated-error.mjs';

const OUTPUT = inRoot('lib/db/generated');
const STAMP = inRoot('lib/db/generated/.fingerprint');

/** Writes the typed database client into lib/db/generated when the schema or Prisma changed. */
export async function ensureGenerated({ progress, signal, force = false }) {
  const wanted = await fingerprint([
    'prisma/schema.prisma',
    'prisma.config.ts',
    'node_modules/prisma/package.json',
  ]);
  if (!force && existsSync(OUTPUT) && (await isCurrent(STAMP, wanted))) return;
  await progress.step('Generating the database client', async () => {
    // Before any command the Prisma CLI wants its schema engine and downloads it when no path is given, though
    // `generate` never starts it. Any file that exists will do; without this, generating needs the internet.
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };
    await run([process.execPath, inRoot('node_modules/prisma/build/index.js'), 'generate'], {
      env,
      signal,
      name: 'prisma generate',
    });
  });
  await record(STAMP, wanted);
}

if (isCommand(import.meta)) await main(() => ensureGenerated({ progress: createProgress(), force: true }));
