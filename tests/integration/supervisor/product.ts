import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@/tests/support/eventually';

const LAUNCHER = fileURLToPath(new URL('./launch-fakes.mjs', import.meta.url));
const OWN_VARIABLES = /^(LATCHKEY_|npm_|DATABASE_URL$|DATA_DIR$|HOST$|PORT$|NODE_ENV$)/;

/** A data folder with the supervisor of `npm start` over children that only live and die, in real processes. */
export class Product {
  readonly dataDir = mkdtempSync(path.join(tmpdir(), 'latchkey-supervisor-'));
  readonly #started: ChildProcess[] = [];

  constructor(readonly settings: Record<string, string>) {}

  /** Starts another supervisor on this folder. `shell` puts a shell between, as npm does. */
  async start(extra: Record<string, string> = {}, { shell = false } = {}): Promise<Started> {
    const inherited = Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.test(name));
    const port = extra.PORT ?? String(await freePort());
    const env: NodeJS.ProcessEnv = {
      ...Object.fromEntries(inherited),
      NODE_ENV: 'test',
      DATA_DIR: this.dataDir,
      PORT: port,
      ...this.settings,
      ...extra,
    };
    const node = [process.execPath, LAUNCHER];
    const [program = '', ...args] = shell ? ['/bin/sh', '-c', `'${node.join("' '")}' & wait`] : node;
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#started.push(child);
    return new Started(child);
  }

  /** Makes the fake `name` behave as the marker says: `crash`, `deaf` or `dead-on-arrival`. */
  mark(name: string, marker: string): void {
    mkdirSync(path.join(this.dataDir, 'fakes'), { recursive: true });
    writeFileSync(path.join(this.dataDir, 'fakes', `${name}.${marker}`), '');
  }

  unmark(name: string, marker: string): void {
    rmSync(path.join(this.dataDir, 'fakes', `${name}.${marker}`));
  }

  /** The process ids under which the fake `name` was started, in order. */
  pids(name: string): number[] {
    return this.read(`fakes/${name}.pids`).trim().split('\n').filter(Boolean).map(Number);
  }

  allPids(): number[] {
    return ['sandbox', 'server', 'worker'].flatMap((name) => this.pids(name));
  }

  read(file: string): string {
    const full = path.join(this.dataDir, file);
    return existsSync(full) ? readFileSync(full, 'utf8') : '';
  }

  async remove(): Promise<void> {
    for (const child of this.#started)
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    for (const pid of this.allPids()) await eventually(() => !isAlive(pid));
    await eventually(() => !isAlive(Number(this.read('postgres/cluster/postmaster.pid').split('\n')[0])));
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

export class Started {
  output = '';

  constructor(readonly child: ChildProcess) {
    const append = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    child.stdout?.on('data', append);
    child.stderr?.on('data', append);
  }

  ready(): Promise<unknown> {
    return this.says('Latchkey is ready on http://127.0.0.1:');
  }

  says(text: string): Promise<unknown> {
    return eventually(
      () => {
        if (!this.output.includes(text)) throw new Error(`so far it said:\n${this.output}`);
        return true;
      },
      { timeoutMs: 20_000 },
    );
  }

  /** Resolves with the exit code, or with the name of the signal that ended it. */
  async ended(): Promise<number | string> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    return child.exitCode ?? String(child.signalCode);
  }
}

/** Signal 0 only asks. A process that ended but was not collected yet counts as gone. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
