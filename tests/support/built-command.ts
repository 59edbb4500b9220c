import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = join(ROOT, 'dist/latchkey.mjs');

/** Bundles `latchkey` as `npm run build` does, unless it is there and current. */
export async function buildCommand(): Promise<void> {
  const build = `import { ensureBundled } from ${JSON.stringify(join(ROOT, 'scripts/build.mjs'))};
    await ensureBundled({ progress: { step: (_name, work) => work() }, names: ['latchkey'] });`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', build]);
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: Buffer;
  stderr: string;
}

export interface Started {
  pid: number;
  /** All of stdout so far. */
  printed(): string;
  type(text: string): void;
  /** Goes away as the reader of stdout, as `| head -1` does. */
  stopReading(): void;
  kill(signal: NodeJS.Signals): void;
  ended: Promise<Ended>;
}

/** `latchkey …` as a process of its own, with nothing in its environment but this. */
export function startCommand(args: readonly string[], environment: Record<string, string>): Started {
  const child = spawn(process.execPath, [COMMAND, ...args], { env: { ...environment, NODE_ENV: 'test' } });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return {
    pid: child.pid ?? 0,
    printed: () => Buffer.concat(out).toString(),
    type: (text) => child.stdin.write(text),
    stopReading: () => child.stdout.destroy(),
    kill: (signal) => child.kill(signal),
    ended: new Promise((resolve) => {
      child.once('close', (code, signal) => {
        resolve({ code, signal, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() });
      });
    }),
  };
}
