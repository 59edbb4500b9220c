import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { outcome } from '../setup/run.mjs';
import { StatedError } from '../setup/stated-error.mjs';
import { MAJOR } from './binaries.mjs';

export const SUPERUSER = 'postgres';

/** A log larger than this is put aside when the database starts, and the one before it dropped. */
const LOG_LIMIT_BYTES = 5_000_000;

/** Where things lie below the folder that is given to `startEmbedded`. */
export function layout(dir) {
  const at = (name) => path.join(dir, name);
  return {
    data: at('cluster'),
    superPassword: at('superuser-password'),
    password: at('password'),
    port: at('port'),
    owner: at('owner'),
    log: at('postgres.log'),
  };
}

/** Makes a new, empty cluster unless there is one; refuses one that this PostgreSQL cannot open. */
export async function ensureCluster({ dir, binaries, identity, throwaway }) {
  const files = layout(dir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  for (const file of [files.superPassword, files.password])
    if (!existsSync(file)) await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (existsSync(files.data)) return requireMajor(files.data);

  // Under another name until complete: a half-made cluster must not be taken for one.
  const unfinished = `${files.data}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const passwordFile = path.join(unfinished, '..', 'superuser-password');
  identity.own(dir);
  await initialise({ unfinished, passwordFile, binaries, identity, throwaway });
  await rename(unfinished, files.data);
}

async function requireMajor(data) {
  const version = (await readFile(path.join(data, 'PG_VERSION'), 'utf8').catch(() => 'unknown')).trim();
  if (version === MAJOR) return;
  throw new StatedError(
    `The database in ${data} was written by PostgreSQL ${version}; this release has PostgreSQL ${MAJOR}.\n` +
      'Dump it with the release that wrote it and load it into a new data folder: see docs/operations.md.',
  );
}

async function initialise({ unfinished, passwordFile, binaries, identity, throwaway }) {
  const command = identity.wrap([
    binaries.initdb,
    `--pgdata=${unfinished}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own collation: the order of rows does not change with the operating system's locales.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(throwaway ? ['--no-sync'] : []),
  ]);
  const { code, output } = await outcome(command, { env: databaseEnvironment(), identity: identity.options });
  if (code !== 0) throw new StatedError(`initdb failed (${code}):\n${output.trim()}`);
}

/** Starts the server in a process group of its own, so that Ctrl+C reaches it last and through us. */
export async function spawnPostgres({ dir, port, binaries, identity, throwaway }) {
  const files = layout(dir);
  await rotate(files.log);
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    // A socket file's path is limited to some 100 characters, which a deep checkout exceeds.
    unix_socket_directories: '',
    // A failing statement's text may hold a value, and DETAIL shows the row: neither belongs in a log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    ...(throwaway
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 200 }
      : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [program, ...args] = identity.wrap([binaries.postgres, '-D', files.data, ...flags]);
  const log = openSync(files.log, 'a', 0o600);
  try {
    const child = spawn(program, args, {
      cwd: dir,
      env: databaseEnvironment(),
      detached: process.platform !== 'win32',
      stdio: ['ignore', log, log],
      ...identity.options,
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Nothing of ours is handed down: the environment may hold the key-encryption key. */
function databaseEnvironment() {
  const { PATH, TZ, SystemRoot } = process.env;
  return { ...(PATH && { PATH }), ...(TZ && { TZ }), ...(SystemRoot && { SystemRoot }), LC_ALL: 'C' };
}

async function rotate(log) {
  const { size } = await stat(log).catch(() => ({ size: 0 }));
  if (size > LOG_LIMIT_BYTES) await rename(log, `${log}.1`);
  else if (size > 0) await chmod(log, 0o600);
}

/** The port of the last time if it is still free, so that a saved connection keeps working; else any free one. */
export async function choosePort(file) {
  const last = Number(await readFile(file, 'utf8').catch(() => '0'));
  const port = (await freePort(last)) ?? (await freePort(0));
  if (port === undefined) throw new StatedError('No free port on 127.0.0.1 for the database.');
  await writeFile(file, String(port));
  return port;
}

export function freePort(wanted) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
