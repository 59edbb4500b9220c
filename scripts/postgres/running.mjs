import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../setup/process-identity.mjs';
import { StatedError } from '../setup/stated-error.mjs';
import { layout, SUPERUSER } from './cluster.mjs';

/** Recovery after a crash replays the log first; with a large one that takes its time. */
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 30_000;
const ORPHAN_LIMIT_MS = 10_000;

/**
 * The server that already runs on this folder: left by a starter that was killed, or shared with one that lives.
 * A `postmaster.pid` without a server behind it is removed when PostgreSQL itself would stumble over it.
 * @returns {Promise<{pid: number, port: number} | undefined>}
 */
export async function findRunning(dir) {
  const file = path.join(layout(dir).data, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (lines[0] === '') return undefined;
  if (!isRunning(pid)) {
    await untilNobodyWorksIn(layout(dir).data);
    return undefined;
  }
  if (await worksIn(pid, layout(dir).data)) return { pid, port: Number(lines[3]) };
  // The pid belongs to somebody else by now, as in a container that was started again. PostgreSQL would refuse to
  // start over such a file; it may go once nothing is left that works in this folder.
  if (!(await anyoneWorksIn(layout(dir).data))) await rm(file, { force: true });
  return undefined;
}

/** The processes under a killed server notice within moments; until then a new one is refused their shared memory. */
async function untilNobodyWorksIn(data) {
  const deadline = Date.now() + ORPHAN_LIMIT_MS;
  while (process.platform === 'linux' && (await anyoneWorksIn(data)) && Date.now() < deadline)
    await delay(50);
}

/** Every PostgreSQL process has the data directory as its working directory. Without /proc the pid file is trusted. */
async function worksIn(pid, data) {
  if (process.platform !== 'linux') return true;
  return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === (await realpath(data).catch(() => data));
}

async function anyoneWorksIn(data) {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const answers = await Promise.all(pids.map((pid) => worksIn(pid, data)));
  return answers.includes(true);
}

/**
 * A superuser's connection to the maintenance database as soon as the server answers; undefined when its process
 * ends before it does.
 */
export async function connectWhenAnswering({ pid, port, password }) {
  const { Client } = (await import('pg')).default;
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    const client = new Client({ host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres' });
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      if (!isRunning(pid)) return undefined;
      if (Date.now() > deadline)
        throw new StatedError(`The embedded PostgreSQL does not answer: ${error.message}`);
      await delay(25);
    }
  }
}

export async function startFailure(dir) {
  const { log } = layout(dir);
  const tail = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-8).join('\n');
  return new StatedError(`The embedded PostgreSQL did not start. End of ${log}:\n${tail}`);
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
export async function stopServer(pid) {
  if (!isRunning(pid)) return;
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + STOP_LIMIT_MS;
  while (isRunning(pid)) {
    // Immediate shutdown loses nothing that was committed either; the next start replays the log.
    if (Date.now() > deadline) process.kill(pid, 'SIGQUIT');
    await delay(20);
  }
}
