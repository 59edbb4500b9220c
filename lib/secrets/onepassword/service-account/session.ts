import { bulkhead } from 'cockatiel';
import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { withDeadline } from '../deadline';
import type { ProviderLog } from '../provider-log';
import { assertHostAllowed } from './allowed-hosts';
import { classifySdkError, isTransportFailure } from './classify-error';
import type { RateCounter } from './rate-counter';
import { openSdkClient, SdkCallFailed, type SdkClient, SdkThreadLost } from './sdk-thread';
import type { SdkMethod } from './sdk-thread-main';
import { inspectServiceAccountToken } from './token';

export interface SessionDeps {
  token: Secret;
  allowedHosts: readonly string[];
  clock: Clock;
  integrationVersion: string;
  log?: ProviderLog | undefined;
}

export interface SessionCall {
  method: SdkMethod;
  args: readonly unknown[];
  milliseconds: number;
  /** For calls on items, to count the requests. */
  vaultId?: string;
  signal?: AbortSignal | undefined;
}

const SIGN_IN_MS = 15_000;
const SUSPENDED_MS = 60_000;
const LOSSES_BEFORE_SUSPENSION = 2;

// A sign-in is half a second of arithmetic in the one thread. Fifty at once, as after a start, would all run out of
// time; three at a time keep the thread busy and each within its deadline, which starts when its turn comes.
const signInTurns = bulkhead(3, 10_000);

/**
 * One signed-in client, shared by all callers of a connection.
 *
 * Promises: concurrent callers cause one sign-in; a refused session is replaced once per call; what is thrown is a
 * `SecretProviderError`. No other retries here, as only one layer should have them.
 */
export class Session {
  #opening: Promise<SdkClient> | undefined;
  #closed = false;
  #lossesInARow = 0;
  #suspendedUntil = 0;

  constructor(
    private readonly deps: SessionDeps,
    private readonly counter: RateCounter,
  ) {}

  async call(call: SessionCall): Promise<unknown> {
    try {
      return await this.#attempt(call);
    } catch (error) {
      if (!(error instanceof SessionRefused)) throw ours(error);
    }
    // An expired session gets a second client. A revoked token fails in there, with the sign-in's own words.
    return this.#attempt(call).catch((error: unknown) => {
      throw ours(error);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const opening = this.#opening;
    this.#opening = undefined;
    const client = await opening?.catch(() => undefined);
    client?.close();
  }

  async #attempt(call: SessionCall): Promise<unknown> {
    const { clock } = this.deps;
    const { milliseconds, signal } = call;
    const { opening, client } = await this.#signedIn(signal);
    this.counter.count(call.method, call.vaultId);
    try {
      const answer = await withDeadline(client.call(call.method, call.args), { clock, milliseconds, signal });
      this.#lossesInARow = 0;
      return answer;
    } catch (error) {
      throw this.#explain(error, opening, client);
    }
  }

  /** A client whose thread ended meanwhile, by another connection's fault, is replaced without a word. */
  async #signedIn(
    signal: AbortSignal | undefined,
  ): Promise<{ opening: Promise<SdkClient>; client: SdkClient }> {
    const deadline = { clock: this.deps.clock, milliseconds: SIGN_IN_MS * 2, signal };
    for (;;) {
      this.#refuseWhenUnusable();
      this.#opening ??= this.#open();
      const opening = this.#opening;
      const client = await withDeadline(opening, deadline);
      if (!client.lost) return { opening, client };
      this.#forget(opening);
    }
  }

  #refuseWhenUnusable(): void {
    if (this.#closed) throw closed();
    if (this.deps.clock.now() < this.#suspendedUntil) {
      throw new SecretProviderError(
        'unavailable',
        'The connection is paused after repeated failures of the SDK.',
      );
    }
  }

  #open(): Promise<SdkClient> {
    const opening = signInTurns.execute(() => this.#signIn());
    // A failed sign-in is forgotten, so that the next caller tries again.
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  async #signIn(): Promise<SdkClient> {
    const inspected = inspectServiceAccountToken(this.deps.token.reveal());
    if (!inspected.ok) throw new SecretProviderError('unauthorised', 'The token is damaged.');
    assertHostAllowed(inspected.signInAddress, this.deps.allowedHosts);
    this.counter.clientReplaced();
    try {
      return await this.#openClient();
    } catch (error) {
      if (!(error instanceof SdkCallFailed) || !isTransportFailure(error.failure)) throw this.#explain(error);
    }
    return this.#openClient().catch((error: unknown) => {
      throw this.#explain(error);
    });
  }

  async #openClient(): Promise<SdkClient> {
    const { clock, token, integrationVersion } = this.deps;
    const client = openSdkClient({ token, integrationName: 'Latchkey', integrationVersion });
    try {
      return await withDeadline(client, { clock, milliseconds: SIGN_IN_MS });
    } catch (error) {
      // Given up: should it still come, nobody is there to use it.
      client.then(
        (late) => late.close(),
        () => {},
      );
      throw error;
    }
  }

  #explain(error: unknown, opening?: Promise<SdkClient>, client?: SdkClient): unknown {
    if (error instanceof SdkThreadLost) return this.#threadLost(opening);
    if (!(error instanceof SdkCallFailed)) return error;
    const reason = classifySdkError(error.failure);
    if (reason.kind !== 'unauthorised' || !opening) return reason;
    this.#forget(opening);
    client?.close();
    return new SessionRefused(reason);
  }

  /** The culprit cannot be told from those that shared the thread with it; but only the culprit never succeeds. */
  #threadLost(opening: Promise<SdkClient> | undefined): SecretProviderError {
    if (this.#closed) return closed();
    this.#forget(opening);
    this.#lossesInARow += 1;
    if (this.#lossesInARow >= LOSSES_BEFORE_SUSPENSION) {
      this.#suspendedUntil = this.deps.clock.now() + SUSPENDED_MS;
    }
    this.deps.log?.warn({ lossesInARow: this.#lossesInARow }, 'the 1Password SDK stopped its thread');
    return new SecretProviderError('unavailable', 'The 1Password SDK failed; it is being restarted.');
  }

  #forget(opening: Promise<SdkClient> | undefined): void {
    if (this.#opening === opening) this.#opening = undefined;
  }
}

class SessionRefused {
  constructor(readonly reason: SecretProviderError) {}
}

function closed(): SecretProviderError {
  return new SecretProviderError('unavailable', 'The connection was closed.', { retryable: false });
}

function ours(error: unknown): SecretProviderError {
  if (error instanceof SecretProviderError) return error;
  if (error instanceof SessionRefused) return error.reason;
  // A full sign-in queue, an answer that cannot be cloned: its text is not ours to pass on.
  return new SecretProviderError('unavailable', 'The call to 1Password could not be made.');
}
