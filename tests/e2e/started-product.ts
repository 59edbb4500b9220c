import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const READY = /Latchkey is ready on (\S+)/;

export interface StartedProduct {
  url: string;
  supervisor: ChildProcess;
  /** Process ids of the parts, by the file each runs. */
  pidOf(part: 'server' | 'worker' | 'sandbox'): number;
  output(): string;
  /** SIGTERM, then the exit code. */
  stop(): Promise<number | null>;
}

/** `npm start` without npm: the built product in a data folder of its own, with further variables. */
export async function startProduct(
  dataDir: string,
  port: number,
  more: Record<string, string> = {},
): Promise<StartedProduct> {
  const { LATCHKEY_E2E_URL: _url, DATABASE_URL: _database, ...env } = process.env;
  const supervisor = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs')], {
    cwd: ROOT,
    env: { ...env, DATA_DIR: dataDir, PORT: String(port), LATCHKEY_DEMO: '1', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      output += chunk.toString();
      const ready = READY.exec(output);
      if (ready?.[1]) resolve(ready[1]);
    };
    supervisor.stdout.on('data', onData);
    supervisor.stderr.on('data', onData);
    supervisor.once('exit', (code) =>
      reject(new Error(`ended with ${code} before it was ready:\n${output}`)),
    );
  });
  return {
    url,
    supervisor,
    pidOf: (part) => childRunning(supervisor.pid ?? 0, `dist/${part}.mjs`),
    output: () => output,
    async stop() {
      if (supervisor.exitCode !== null) return supervisor.exitCode;
      supervisor.kill('SIGTERM');
      const [code] = await once(supervisor, 'exit');
      return typeof code === 'number' ? code : null;
    },
  };
}

function childRunning(parent: number, file: string): number {
  const line = processes().find((process) => process.parent === parent && process.command.includes(file));
  if (!line) throw new Error(`no child of ${parent} runs ${file}`);
  return line.pid;
}

export function processes(): Array<{ pid: number; parent: number; command: string }> {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
      return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }] : [];
    });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}
