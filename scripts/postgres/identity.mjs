import { spawnSync } from 'node:child_process';
import { chownSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { StatedError } from '../setup/stated-error.mjs';

/** The overflow id of a user namespace. initdb refuses an id without a passwd entry, and this one has it everywhere. */
const NOBODY = '65534';

/**
 * How PostgreSQL's programs are to be started, which refuse to run as root.
 * As an ordinary user: just so. As root: in a user namespace in which the same files belong to `nobody`, so nothing
 * on the machine changes owner; where the kernel forbids that (Docker's default seccomp profile), as the user
 * `postgres` or `nobody`, to whom the folder is given.
 * @returns {{wrap: (command: string[]) => string[], options: {uid?: number, gid?: number}, own: (folder: string) => void}}
 */
export function databaseIdentity() {
  const direct = { wrap: (command) => command, options: {}, own: () => {} };
  if (process.getuid?.() !== 0) return direct;
  const namespace = ['unshare', '-U', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
  if (spawnSync(namespace[0], [...namespace.slice(1), 'true']).status === 0)
    return { ...direct, wrap: (command) => [...namespace, ...command] };
  const user = findUser(['postgres', 'nobody']);
  return { ...direct, options: user, own: (folder) => giveTo(folder, user) };
}

function findUser(names) {
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of names) {
    const row = rows.find(([rowName]) => rowName === name);
    if (row !== undefined) return { uid: Number(row[2]), gid: Number(row[3]) };
  }
  throw new StatedError(
    'PostgreSQL refuses to run as root, and this system has neither unshare nor a user named postgres or nobody.\n' +
      'Start Latchkey as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

function giveTo(folder, { uid, gid }) {
  chownSync(folder, uid, gid);
  for (const entry of readdirSync(folder, { recursive: true })) chownSync(path.join(folder, entry), uid, gid);
}
