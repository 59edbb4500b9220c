import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fingerprint, isCurrent, record } from './fingerprint.mjs';
import { inRoot } from './root.mjs';
import { run } from './run.mjs';
import { StatedError } from './stated-error.mjs';

const STAMP = inRoot('node_modules/.setup');
const MACHINE = `${process.platform} ${process.arch} ${process.versions.modules}`;

/** Installs the packages of the lock file unless node_modules already holds them. Uses nothing but Node and npm. */
export async function ensureInstalled({ progress, signal }) {
  const wanted = `${MACHINE}\n${await fingerprint(['package.json', 'package-lock.json'])}`;
  if (await isCurrent(STAMP, wanted)) return;
  // Someone ran `npm install` by hand: npm's own record says so, and a second install would only cost a minute.
  if (!(await installedForAnotherMachine()) && (await npmInstalledTheLock())) return record(STAMP, wanted);

  await progress.step('Installing packages with npm ci (about half a minute)', () => installWithNpm(signal));
  await record(STAMP, wanted);
}

/** Binary packages differ per platform and Node ABI; a folder copied or mounted from elsewhere has the wrong ones. */
async function installedForAnotherMachine() {
  const stamp = await readFile(STAMP, 'utf8').catch(() => undefined);
  if (stamp !== undefined) return !stamp.startsWith(`${MACHINE}\n`);
  return !existsSync(inRoot(`node_modules/@esbuild/${process.platform}-${process.arch}`));
}

/** Compares npm's record of what it put into node_modules with the lock file, both by exact version and checksum. */
async function npmInstalledTheLock() {
  const wanted = await packagesOf(inRoot('package-lock.json'));
  const present = await packagesOf(inRoot('node_modules/.package-lock.json'));
  if (wanted === undefined || present === undefined || !(await lockMatchesManifest(wanted['']))) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    if (place === '') return true;
    const found = present[place];
    if (found === undefined)
      return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return (
      found.version === entry.version && found.integrity === entry.integrity && existsSync(inRoot(place))
    );
  });
}

async function packagesOf(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** A dependency added to package.json alone must reach npm, whose message names it. */
async function lockMatchesManifest(lockRoot) {
  const manifest = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  return ['dependencies', 'devDependencies', 'optionalDependencies'].every(
    (kind) => JSON.stringify(sorted(manifest[kind])) === JSON.stringify(sorted(lockRoot?.[kind])),
  );
}

const sorted = (record = {}) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

async function installWithNpm(signal) {
  // No package needs its install script, and one of them (@prisma/engines) downloads a binary nobody uses.
  // NODE_ENV=production or `omit=dev` would leave out what the build and the tests need.
  const flags = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const underNpm = process.env.npm_execpath?.endsWith('.js') === true;
  const command = underNpm ? [process.execPath, process.env.npm_execpath, ...flags] : ['npm', ...flags];
  try {
    await run(command, { signal, name: 'npm ci', shell: !underNpm && process.platform === 'win32' });
  } catch (error) {
    if (error.code === 'ENOENT')
      throw new StatedError('npm was not found on PATH. It comes with Node: https://nodejs.org');
    throw error;
  }
}
