import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@/tests/support/eventually';

const run = promisify(execFile);

export interface StartedMariaDb {
  socket: string;
  /** As its administrator. */
  execute(statements: string): Promise<void>;
  stop(): Promise<void>;
}

/** The MariaDB of a folder of unpacked Debian packages with one empty database, to be reached by its socket only. */
export async function startMariaDb(root: string, folder: string, name: string): Promise<StartedMariaDb> {
  const libraries = join(root, 'usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`);
  const env = { ...process.env, LD_LIBRARY_PATH: libraries };
  const [data, socket] = [join(folder, 'database'), join(folder, 'socket')];
  const places = ['--no-defaults', `--basedir=${join(root, 'usr')}`, `--datadir=${data}`];
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const access = ['--auth-root-authentication-method=normal', '--skip-test-db'];
  await run(join(root, 'usr/bin/mariadb-install-db'), [...places, ...access, ...asRoot], { env });
  const own = [`--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`, '--skip-networking'];
  const plugins = `--plugin-dir=${join(root, 'usr/lib/mysql/plugin')}`;
  const child = spawn(join(root, 'usr/sbin/mariadbd'), [...places, ...own, plugins, ...asRoot], {
    env,
    stdio: 'ignore',
  });
  const execute = async (statements: string) => {
    const client = ['--no-defaults', `--socket=${socket}`, '--user=root', '--execute', statements];
    await run(join(root, 'usr/bin/mariadb'), client, { env });
  };
  await eventually(
    async () => {
      if (!existsSync(socket)) throw new Error('the database does not listen yet');
      await execute(`CREATE DATABASE ${name}`);
      return true;
    },
    { timeoutMs: 60_000 },
  );
  return {
    socket,
    execute,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}
