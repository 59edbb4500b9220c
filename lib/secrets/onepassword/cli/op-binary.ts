import type { Clock } from '@/lib/kernel/clock';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { runOp } from './run-op';

export interface OpBinaryDeps {
  path: string;
  environment: Readonly<Record<string, string>>;
  mode: 'service_account' | 'account';
  clock: Clock;
}

const REMEMBERED_MS = 60_000;
const MAX_BYTES = 4096;
/** Version 1 has other commands and other output; service accounts came with 2.18. */
const MINIMUM_MINOR = { account: 0, service_account: 18 } as const;

/**
 * Looks whether the command is there and new enough: at the first use and, after success, once a minute. A failure is
 * not remembered, so that an installation is seen at once.
 */
export class OpBinary {
  #usableUntil = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor(private readonly deps: OpBinaryDeps) {}

  async assertUsable(signal: AbortSignal): Promise<void> {
    if (this.deps.clock.now() < this.#usableUntil) return;
    this.#asking ??= this.#ask(signal).finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { path, environment, clock, mode } = this.deps;
    const call = { path, args: ['--version'], environment, maxBytes: MAX_BYTES };
    const { exitCode, stdout } = await runOp(call, clock, signal);
    const [, major = '', minor = ''] = /^(\d{1,4})\.(\d{1,4})\.\d/.exec(stdout.trim()) ?? [];
    if (exitCode !== 0 || major === '') throw notOp();
    if (Number(major) !== 2 || Number(minor) < MINIMUM_MINOR[mode]) throw tooOld(major, minor, mode);
    this.#usableUntil = clock.now() + REMEMBERED_MS;
  }
}

function notOp(): SecretProviderError {
  return new SecretProviderError('unavailable', 'The file at OP_PATH is not the 1Password command.', {
    nextStep: 'Set OP_PATH to the full path of op, version 2.',
    retryable: false,
  });
}

function tooOld(major: string, minor: string, mode: OpBinaryDeps['mode']): SecretProviderError {
  const needed = mode === 'service_account' ? '2.18 or a later 2.x' : '2.x';
  return new SecretProviderError('unsupported', `The op command has version ${major}.${minor}.`, {
    nextStep: `Install version ${needed} of the 1Password CLI on the machine that runs Latchkey.`,
  });
}
