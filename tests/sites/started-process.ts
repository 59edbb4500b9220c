import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { eventually } from '@/tests/support/eventually';

export interface StartedProcess {
  url: string;
  stop(): Promise<void>;
}

/** Starts a server of someone else's on a free port and waits until it answers. */
export async function startServer(
  command: (port: number) => {
    file: string;
    args: string[];
    env?: Record<string, string | undefined>;
    cwd?: string;
  },
): Promise<StartedProcess> {
  const port = await freePort();
  const { file, args, env, cwd } = command(port);
  const child = spawn(file, args, {
    stdio: 'ignore',
    // A group of its own: PHP's server has workers, which would outlive it.
    detached: true,
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const url = `http://127.0.0.1:${port}`;
  const answers = async () => {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`);
    return (await fetch(url, { redirect: 'manual' })).status > 0;
  };
  await eventually(answers, { timeoutMs: 60_000 });
  return { url, stop: () => stop(child) };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    if (child.pid === undefined) return resolve();
    process.kill(-child.pid, 'SIGKILL');
  });
}
