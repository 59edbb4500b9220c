import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { type BulkheadPolicy, BulkheadRejectedError, bulkhead } from 'cockatiel';
import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import type { Resolve } from '@/lib/net/pinned-lookup';
import type { TargetPolicy } from '@/lib/net/target-policy';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { ClockSkew } from '../clock-skew';
import { withDeadline } from '../deadline';
import type { ProviderLog } from '../provider-log';
import { answerText } from './answer-text';
import { readCaCertificates } from './ca-certificate';
import { ConnectFailure, classifyRefusal, classifyTransportError } from './classify-error';
import { ConnectSockets } from './connect-sockets';
import { type ConnectTarget, readConnectTarget } from './connect-target';

export interface ConnectHttpDeps {
  /** Where Connect listens, without `/v1`; may have a path in front of that. */
  baseUrl: string;
  /** PEM certificates to trust instead of the public ones. */
  caPem?: string | undefined;
  targetPolicy: TargetPolicy;
  clock: Clock;
  log?: ProviderLog | undefined;
  /** Name look-up; only tests have another one. */
  resolve?: Resolve | undefined;
}

export interface ConnectRequest {
  method: 'GET' | 'PATCH' | 'POST';
  /** Below the base URL, with its query. */
  path: string;
  token: Secret;
  body?: unknown;
  milliseconds: number;
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

/** What the server said about itself with its last answer. */
export interface ConnectServerFacts {
  version: string | null;
  /** Its clock minus ours. */
  clockSkewMs: number | null;
}

/** A run's ten logins at once; more would be one connection taking the process from the others. */
const IN_FLIGHT = 12;
const QUEUE = 50;
const SKEW_WARNED_MS = 2_000;
const SKEW_WARNING_PAUSE_MS = 3_600_000;

/**
 * One attempt at one request.
 *
 * Promises: ends within the deadline given; reads no more than the size given; what is thrown is a
 * `SecretProviderError`. Never: a socket to an address that the policy does not allow, a redirect followed, a proxy
 * from the environment used, a certificate left unchecked. There is no switch for any of these. Bodies lie in memory of
 * ours and are overwritten after use, which is why this is Node's client: the parser of undici keeps what it read last
 * in memory of its own (docs/adr/0014-redaction.md).
 */
export class ConnectHttp {
  #open: { sockets: ConnectSockets; target: ConnectTarget } | undefined;
  #closed = false;
  #version: string | null = null;
  readonly #skew = new ClockSkew();
  #skewWarnedAt = Number.NEGATIVE_INFINITY;
  /** One dead server must not hold more than this of what the process can do. */
  readonly #turns: BulkheadPolicy = bulkhead(IN_FLIGHT, QUEUE);

  constructor(private readonly deps: ConnectHttpDeps) {}

  get facts(): ConnectServerFacts {
    return { version: this.#version, clockSkewMs: this.#skew.milliseconds };
  }

  async send(request: ConnectRequest): Promise<unknown> {
    if (this.#closed) throw closed();
    const over = new AbortController();
    const { milliseconds, signal } = request;
    try {
      const work = this.#turns.execute(() => this.#exchange(request, over.signal));
      return await withDeadline(work, { clock: this.deps.clock, milliseconds, signal });
    } catch (error) {
      // Only here: after an answer nothing is left to stop, and an abort is not free.
      over.abort();
      if (this.#closed) throw closed();
      if (error instanceof BulkheadRejectedError) {
        throw new ConnectFailure('unavailable', 'Too many calls are waiting for the Connect server.');
      }
      throw classifyTransportError(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const open = this.#open;
    this.#open = undefined;
    open?.sockets.destroy();
  }

  async #exchange(request: ConnectRequest, signal: AbortSignal): Promise<unknown> {
    const sentAt = this.deps.clock.now();
    const answer = await this.#answerTo(request, signal);
    this.#learn(answer.headers, sentAt);
    const json = parseJson(await answerText(answer, request.maxBytes));
    const status = answer.statusCode ?? 0;
    if (status < 200 || status > 299) {
      throw classifyRefusal({ status, body: json, retryAfter: answer.headers['retry-after'] });
    }
    // Whatever a write is answered with, it took effect; what it did is read afterwards.
    if (json === undefined && request.method === 'GET') {
      throw new ConnectFailure('malformed', 'The answer of the Connect server is not JSON.', {
        nextStep: 'Check that the address of the connection is that of the Connect server itself.',
      });
    }
    return json;
  }

  #answerTo({ method, path, token, body }: ConnectRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const { sockets, target } = this.#opened();
    const { protocol, host, port, pathPrefix } = target;
    const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const request = requestHttp({
        agent: sockets,
        host,
        port,
        defaultPort: protocol === 'https:' ? 443 : 80,
        path: `${pathPrefix}${path}`,
        method,
        headers: {
          authorization: `Bearer ${token.reveal()}`,
          accept: 'application/json',
          'user-agent': 'Latchkey',
          ...(payload ? { 'content-type': 'application/json', 'content-length': payload.length } : {}),
        },
        signal,
      });
      request.once('response', resolve);
      request.on('error', reject);
      request.once('close', () => payload?.fill(0));
      request.end(payload);
    });
  }

  /** On first use, so that a bad address or certificate is an ordinary failure of a call. */
  #opened(): { sockets: ConnectSockets; target: ConnectTarget } {
    if (this.#closed) throw closed();
    this.#open ??= openSockets(this.deps);
    return this.#open;
  }

  #learn(headers: IncomingHttpHeaders, sentAt: number): void {
    const now = this.deps.clock.now();
    this.#skew.learn(headers.date, sentAt, now);
    const clockSkewMs = this.#skew.milliseconds;
    this.#version = single(headers['1password-connect-version']) ?? null;
    if (Math.abs(clockSkewMs ?? 0) <= SKEW_WARNED_MS || now - this.#skewWarnedAt < SKEW_WARNING_PAUSE_MS)
      return;
    this.#skewWarnedAt = now;
    this.deps.log?.warn(
      { clockSkewMs },
      'the clock of the Connect server differs; one-time codes may be refused',
    );
  }
}

function openSockets({ baseUrl, caPem, targetPolicy, resolve, clock }: ConnectHttpDeps) {
  const target = readConnectTarget(baseUrl, targetPolicy);
  const ca = caPem === undefined ? undefined : readCaCertificates(caPem).map(({ pem }) => pem);
  return {
    sockets: new ConnectSockets({ target, ca, targetPolicy, resolve, clock, atMost: IN_FLIGHT }),
    target,
  };
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function closed(): SecretProviderError {
  return new SecretProviderError('unavailable', 'The connection was closed.', { retryable: false });
}
