import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bulkhead } from 'cockatiel';
import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { withDeadline } from '../deadline';
import type { ProviderLog } from '../provider-log';
import { assertHostAllowed } from '../service-account/allowed-hosts';
import { inspectServiceAccountToken } from '../service-account/token';
import { OpBinary } from './op-binary';
import { type OpIdentity, opEnvironment } from './op-environment';
import { type OpOutcome, runOp } from './run-op';

export type CliMode = { kind: 'service_account'; token: Secret } | { kind: 'account'; account: string };

export interface OpSessionDeps {
  opPath: string;
  mode: CliMode;
  clock: Clock;
  /** Hosts besides 1Password's own that a service account token may name. */
  allowedHosts?: readonly string[];
  log?: ProviderLog | undefined;
}

export interface OpCommand {
  /** Names and ids only; every user of the machine can read them. */
  args: readonly string[];
  /** A template, with the values of a write in it. */
  input?: Secret;
  /** The values in the template, one by one, to be cut out of stderr. */
  secrets?: readonly Secret[];
  /** For lists; a single answer is at most one mebibyte. */
  isLong?: boolean;
  signal?: AbortSignal | undefined;
}

const AT_ONCE = 2;
const WAITING = 1_000;
const MAX_BYTES = 1024 * 1024;
const MAX_LIST_BYTES = 10 * MAX_BYTES;
/** With the time in the queue: the process itself has fifteen seconds. */
const DEADLINE_MS = 45_000;

/**
 * Where all `op` processes of one connection are started.
 *
 * Promises: two at a time; each call ends within its deadline and at once when its caller gives up; each process of a
 * service account has a configuration folder of its own, which is removed after it; `close` leaves no process behind.
 */
export class OpSession {
  readonly #turns = bulkhead(AT_ONCE, WAITING);
  readonly #binary: OpBinary;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  constructor(private readonly deps: OpSessionDeps) {
    const { opPath, mode, clock } = deps;
    const environment = opEnvironment(process.env, null);
    this.#binary = new OpBinary({ path: opPath, environment, mode: mode.kind, clock });
  }

  /** What the command said; a failure is the caller's to classify. */
  async run(command: OpCommand): Promise<OpOutcome> {
    this.#refuseWhenClosed();
    const { signal } = command;
    const over = new AbortController();
    const ends = [over.signal, this.#closing.signal, ...(signal ? [signal] : [])];
    const work = this.#turns.execute(() => this.#start(command, AbortSignal.any(ends)));
    this.#watch(work);
    try {
      return await withDeadline(work, { clock: this.deps.clock, milliseconds: DEADLINE_MS, signal });
    } catch (error) {
      this.#refuseWhenClosed();
      throw ours(error);
    } finally {
      over.abort();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
  }

  async #start(command: OpCommand, signal: AbortSignal): Promise<OpOutcome> {
    const { opPath, mode, clock } = this.deps;
    // Asked on behalf of all who wait for it, so not ended by one of them.
    await this.#binary.assertUsable(this.#closing.signal);
    if (mode.kind === 'account') return runOp({ ...this.#call(command, mode), path: opPath }, clock, signal);
    const token = permittedToken(mode.token, this.deps.allowedHosts ?? []);
    const configFolder = await mkdtemp(join(tmpdir(), 'latchkey-op-'));
    try {
      const call = this.#call(command, { kind: mode.kind, configFolder });
      return await runOp({ ...call, path: opPath, token }, clock, signal);
    } finally {
      await rm(configFolder, { recursive: true, force: true });
    }
  }

  #call({ args, input, secrets, isLong }: OpCommand, identity: OpIdentity) {
    const environment = opEnvironment(process.env, identity);
    return { args, input, secrets, environment, maxBytes: isLong ? MAX_LIST_BYTES : MAX_BYTES };
  }

  #watch(work: Promise<unknown>): void {
    this.#running.add(work);
    const forget = () => this.#running.delete(work);
    work.then(forget, forget);
  }

  #refuseWhenClosed(): void {
    if (!this.#closing.signal.aborted) return;
    throw new SecretProviderError('unavailable', 'The connection was closed.', { retryable: false });
  }
}

/** The command contacts whatever host the token names: a forged one would send it into our own network. */
function permittedToken(token: Secret, allowedHosts: readonly string[]): Secret {
  const inspected = inspectServiceAccountToken(token.reveal());
  if (!inspected.ok) throw new SecretProviderError('unauthorised', 'The token is damaged.');
  assertHostAllowed(inspected.signInAddress, allowedHosts);
  return inspected.token;
}

function ours(error: unknown): SecretProviderError {
  if (error instanceof SecretProviderError) return error;
  // A full queue, a folder that cannot be made: its text is not ours to pass on.
  return new SecretProviderError('unavailable', 'The op command could not be run.');
}
