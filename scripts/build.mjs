import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { buildClientPackage } from './client-package.mjs';
import { ensureGenerated } from './generate.mjs';
import { fingerprint, isCurrent, record } from './setup/fingerprint.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot, isCommand } from './setup/root.mjs';
import { run } from './setup/run.mjs';
import { main, StatedError } from './setup/stated-error.mjs';

/** What is bundled, by name: the processes of the product, and commands. */
export const ENTRIES = {
  server: 'lib/server/main.ts',
  worker: 'lib/worker/main.ts',
  sandbox: 'lib/sandbox/main.ts',
  /** The sandbox's stand-in for the command of that name. */
  op: 'lib/sandbox/op/main.ts',
  'audit-verify': 'lib/server/audit-verify.ts',
  latchkey: 'lib/client/command/main.ts',
};

/** Those that are started anew for each call, and not kept running. */
export const COMMANDS = ['op', 'audit-verify', 'latchkey'];

const GENERATED = 'lib/db/generated';
const TOOLS = ['package-lock.json', 'tsconfig.json', 'scripts/build.mjs', 'prisma/schema.prisma'];
const PAGES = [
  'app',
  'lib',
  'public',
  'proxy.ts',
  'instrumentation-client.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  ...TOOLS,
];

/** Pages and processes, each only when something it is made of changed. Needs packages and the generated client. */
export async function ensureBuilt({ progress, signal, force = false }) {
  await ensureBundled({ progress, signal, force });
  await ensurePages({ progress, signal, force });
}

/** Bundles processes into dist/. With `names`, only those. Takes a fraction of a second for all. */
export async function ensureBundled({ progress, names = Object.keys(ENTRIES), force = false }) {
  const wanted = await fingerprint(['lib', ...TOOLS], { ignore: [GENERATED], also: names.join() });
  const stamp = inRoot(`dist/.fingerprint-${names.join('-')}`);
  const entries = Object.fromEntries(names.map((name) => [name, inRoot(ENTRIES[name])]));
  const present = names.every((name) => existsSync(inRoot(`dist/${name}.mjs`)));
  if (!force && present && (await isCurrent(stamp, wanted))) return;
  await progress.step(`Bundling ${names.join(', ')}`, () => bundle(entries, inRoot('dist')));
  await record(stamp, wanted);
}

/**
 * One ES module per entry, with packages left outside: Node 20 cannot run TypeScript, and a loader at run time
 * would cost every start what this costs once.
 * @param {Record<string, string>} entries name to source file @param {string} outdir
 */
async function bundle(entries, outdir) {
  const { build, stop } = await import('esbuild');
  try {
    await build(bundleOptions(entries, outdir));
    // It would wait for more in a process of its own, with our environment, for as long as the product runs.
    await stop();
  } catch (error) {
    // esbuild has printed each error with its place already.
    throw error.errors ? new StatedError('The bundles could not be built; the errors are above.') : error;
  }
}

/** @returns {import('esbuild').BuildOptions} */
export function bundleOptions(entries, outdir) {
  return {
    absWorkingDir: inRoot(),
    entryPoints: entries,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    sourcemap: 'linked',
    tsconfig: inRoot('tsconfig.json'),
    logLevel: 'warning',
  };
}

async function ensurePages({ progress, signal, force }) {
  const stamp = inRoot('.next/.fingerprint');
  const wanted = await fingerprint(PAGES, {
    ignore: [GENERATED],
    also: `standalone ${process.env.LATCHKEY_STANDALONE ?? ''}`,
  });
  if (!force && existsSync(inRoot('.next/BUILD_ID')) && (await isCurrent(stamp, wanted))) return;
  await rm(stamp, { force: true });
  await progress.step('Building the pages', () =>
    run([process.execPath, inRoot('node_modules/next/dist/bin/next'), 'build'], {
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      signal,
      name: 'next build',
    }),
  );
  await record(stamp, wanted);
}

if (isCommand(import.meta)) {
  await main(async () => {
    const progress = createProgress();
    await ensureInstalled({ progress });
    await ensureGenerated({ progress });
    await ensureBuilt({ progress, force: process.argv.includes('--force') });
    await progress.step('Packing the client library', () => buildClientPackage());
  });
}
