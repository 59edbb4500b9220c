import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import { SecretSet } from '@/lib/redaction/secret-set';
import { scrubShapes } from '@/lib/redaction/token-shapes';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { overwrite, takeText } from '../own-bytes';
import { OpNotStarted } from './op-not-started';
import { ProcessGroup } from './process-group';

export interface OpInvocation {
  path: string;
  /** Seen by every user of the machine (`/proc/<pid>/cmdline`): names and ids only. */
  args: readonly string[];
  /** All that the child gets besides the token. */
  environment: Readonly<Record<string, string>>;
  token?: Secret | undefined;
  /** Goes to stdin. Without it stdin is closed: `op item edit` would read a template from an open one. */
  input?: Secret | undefined;
  /** Cut out of stderr, besides the token. */
  secrets?: readonly Secret[] | undefined;
  maxBytes: number;
}

export interface OpOutcome {
  /** Null when a signal ended it. */
  exitCode: number | null;
  stdout: string;
  /** Scrubbed; for classification, never for a message. */
  stderr: string;
}

const HARD_LIMIT_MS = 15_000;
const MAX_STDERR_BYTES = 64 * 1024;

/**
 * Runs the `op` command once, without a shell.
 *
 * Promises: ends within 15 seconds and a short grace, and then takes its whole process group with it; a caller who
 * gives up ends it too; no more output is kept than asked for. Never: a secret among the arguments, a variable of our
 * own environment that was not passed in, stderr before it was scrubbed.
 */
export async function runOp(call: OpInvocation, clock: Clock, signal?: AbortSignal): Promise<OpOutcome> {
  if (signal?.aborted) throw givenUp();
  const child = start(call);
  const stdout = new Output(child.stdout, call.maxBytes);
  const stderr = new Output(child.stderr, MAX_STDERR_BYTES);
  const ended = endOf(child);
  const group = new ProcessGroup(
    child,
    ended.catch(() => {}),
  );
  child.stdin?.on('error', () => {}); // It may end without reading; its exit code tells why.
  const input = Buffer.from(call.input?.reveal() ?? '');
  child.stdin?.end(input, () => overwrite([input]));

  const settled = new AbortController();
  try {
    const exitCode = await Promise.race([
      ended,
      expiry(clock, settled.signal),
      stdout.overflow,
      aborted(signal, settled.signal),
    ]);
    const hidden = [...(call.token ? [call.token] : []), ...(call.secrets ?? [])];
    return {
      exitCode,
      stdout: stdout.text(),
      stderr: scrubShapes(SecretSet.of(...hidden).scrub(stderr.text())),
    };
  } catch (error) {
    await group.end(clock);
    throw error;
  } finally {
    settled.abort();
  }
}

function start(call: OpInvocation): ChildProcess {
  const { path, args, environment, token, input } = call;
  const secret = token ? { OP_SERVICE_ACCOUNT_TOKEN: token.reveal() } : {};
  try {
    return spawn(path, [...args], {
      // Means nothing to `op`; the type of an environment in a Next project has it.
      env: { ...environment, ...secret, NODE_ENV: 'production' },
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      shell: false,
      detached: true,
      windowsHide: true,
    });
  } catch (error) {
    throw new OpNotStarted(error);
  }
}

function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new OpNotStarted(error)));
    child.once('close', resolve);
  });
}

async function expiry(clock: Clock, settled: AbortSignal): Promise<never> {
  await clock.sleep(HARD_LIMIT_MS, settled);
  throw new SecretProviderError('timeout', 'The op command did not end in time and was stopped.');
}

function aborted(signal: AbortSignal | undefined, settled: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(givenUp()), { signal: settled });
  });
}

function givenUp(): SecretProviderError {
  return new SecretProviderError('timeout', 'The caller stopped waiting for 1Password.');
}

/** Keeps up to a limit and tells when there is more; what is over it is read and thrown away. */
class Output {
  readonly overflow: Promise<never>;
  readonly #chunks: Buffer[] = [];
  #left: number;

  constructor(stream: ChildProcess['stdout'], maxBytes: number) {
    this.#left = maxBytes;
    this.overflow = new Promise((_resolve, reject) => {
      stream?.on('data', (chunk: Buffer) => {
        if (chunk.length > this.#left) reject(tooMuch());
        this.#chunks.push(chunk.subarray(0, this.#left));
        this.#left -= Math.min(chunk.length, this.#left);
      });
    });
    this.overflow.catch(() => {}); // Of stderr nobody waits for it.
  }

  /** Once: the bytes are gone then. */
  text(): string {
    return takeText(this.#chunks);
  }
}

function tooMuch(): SecretProviderError {
  return new SecretProviderError('malformed', 'The op command printed more than an answer can be.');
}
