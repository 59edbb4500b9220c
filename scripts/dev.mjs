import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleOptions, COMMANDS, ENTRIES } from './build.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { prepare } from './setup/prepare.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot } from './setup/root.mjs';
import { main } from './setup/stated-error.mjs';
import { launch } from './start/launch.mjs';
import { loadEnvFile, readSettings } from './start/settings.mjs';

/**
 * `npm run dev`: the same processes as `npm start`, started again when a source they are made of changes; pages are
 * Next's to reload (the server sees NODE_ENV=development). esbuild watches instead of a loader with a watcher of its
 * own: `tsx watch` hides the channel over which a child says that it is ready, `node --watch` outlives a killed parent.
 */
requireNodeVersion();
await main(async () => {
  loadEnvFile();
  const progress = createProgress();
  let supervisor;
  const onChange = (name) => {
    if (COMMANDS.includes(name)) return;
    if (supervisor === undefined) return;
    progress.say(`Starting the ${name} again: its sources have changed`);
    supervisor.restart(name);
  };
  const command = (name) => [process.execPath, '--enable-source-maps', inRoot('dist', `${name}.mjs`)];
  const code = await launch({
    settings: readSettings(process.env),
    env: process.env,
    progress,
    prepare: (options) => prepare({ ...options, build: () => watchSources(onChange) }),
    commands: { server: command('server'), worker: command('worker'), sandbox: command('sandbox') },
    nodeEnv: 'development',
    onReady: (running) => {
      supervisor = running;
    },
  });
  process.exit(code);
});

/** Resolves after the first build; later ones replace only the bundles that differ, and name them. */
async function watchSources(onChange) {
  await forgetBundles();
  const { context } = await import('esbuild');
  const entries = Object.fromEntries(Object.entries(ENTRIES).map(([name, source]) => [name, inRoot(source)]));
  const digests = new Map();
  let firstBuild;
  const built = new Promise((resolve, reject) => {
    firstBuild = { resolve, reject };
  });
  const replaceChanged = {
    name: 'replace-changed',
    setup: (build) =>
      build.onEnd(async ({ outputFiles, errors }) => {
        if (errors.length > 0) return firstBuild.reject(new Error('the sources do not build; see above'));
        for (const file of outputFiles ?? []) await writeIfChanged(file, digests, onChange);
        firstBuild.resolve();
      }),
  };
  const options = bundleOptions(entries, inRoot('dist'));
  await (await context({ ...options, write: false, plugins: [replaceChanged] })).watch();
  await built;
}

async function writeIfChanged({ path: file, contents }, digests, onChange) {
  const digest = createHash('sha256').update(contents).digest('hex');
  if (digests.get(file) === digest) return;
  digests.set(file, digest);
  await writeFile(file, contents);
  if (file.endsWith('.mjs')) onChange(path.basename(file, '.mjs'));
}

/** dist/ will hold what is being edited; the next `npm start` must not take it for its own. */
async function forgetBundles() {
  await mkdir(inRoot('dist'), { recursive: true });
  const stamps = (await readdir(inRoot('dist'))).filter((name) => name.startsWith('.fingerprint'));
  await Promise.all(stamps.map((name) => rm(inRoot('dist', name))));
}
