import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type { Secret } from '@/lib/kernel/secret';
import { StreamScrubber } from '@/lib/redaction/stream-scrubber';
import { LatchkeyError } from '../errors';

export interface CommandToRun {
  command: string;
  args: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  /** Taken out of what the command prints; empty when its output is passed as it is. */
  secrets: readonly Secret[];
  masked: boolean;
}

/** How a child ended: its exit code, or the signal that ended it. */
export type CommandEnd = { code: number } | { signal: NodeJS.Signals };

/** Passed on to the command. Of those, a terminal sends INT and QUIT to the whole group by itself. */
const PASSED: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGINT', 'SIGQUIT'];
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/**
 * Runs a command with secrets in its environment, which only it and its user can read, and never among its arguments,
 * which everyone on the machine can.
 */
export async function runCommand(run: CommandToRun): Promise<CommandEnd> {
  const child = spawn(run.command, [...run.args], {
    // NODE_ENV stands there for the type of an environment, which in a Next project has it.
    env: { NODE_ENV: process.env.NODE_ENV, ...run.environment },
    stdio: run.masked ? ['inherit', 'pipe', 'pipe'] : 'inherit',
    shell: false,
  });
  const ended = endOf(child, run.command);
  const stop = passSignals(child);
  try {
    const printed = Promise.all([
      pass(child.stdout, process.stdout, run.secrets),
      pass(child.stderr, process.stderr, run.secrets),
    ]);
    const end = await ended;
    await printed;
    return end;
  } finally {
    stop();
  }
}

function endOf(child: ChildProcess, command: string): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(notStarted(command, error)));
    child.once('exit', (code, signal) => resolve(signal === null ? { code: code ?? 1 } : { signal }));
  });
}

function notStarted(command: string, error: Error): LatchkeyError {
  const code = 'code' in error ? String(error.code) : 'unknown';
  const why =
    code === 'ENOENT'
      ? 'was not found'
      : code === 'EACCES'
        ? 'may not be executed'
        : `did not start (${code})`;
  return new LatchkeyError(code, `${command} ${why}.`, { hint: 'Is it installed, and in PATH?' });
}

/**
 * Resolves when everything has been written. Where nobody reads on (`… | head -1`), the command is not read from any
 * more either: its next write ends it with SIGPIPE, as if it stood in the pipe itself.
 */
function pass(from: Readable | null, to: NodeJS.WriteStream, secrets: readonly Secret[]): Promise<void> {
  if (from === null) return Promise.resolve();
  return new Promise((resolve) => {
    const scrubber = new StreamScrubber(secrets);
    to.on('error', () => {
      from.destroy();
      resolve();
    });
    scrubber.on('end', resolve);
    from.on('error', () => scrubber.end());
    from.pipe(scrubber).pipe(to, { end: false });
  });
}

function passSignals(child: ChildProcess): () => void {
  const listeners = PASSED.map((signal) => {
    const listener = () => {
      if (FROM_TERMINAL.includes(signal) && process.stdin.isTTY) return;
      child.kill(signal);
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}

/** Ends this process as the command ended, so that a shell or a supervisor sees no difference. */
export function endLike(end: CommandEnd): void {
  if ('code' in end) {
    process.exitCode = end.code;
    return;
  }
  process.exitCode = 128 + constants.signals[end.signal];
  process.kill(process.pid, end.signal);
}
