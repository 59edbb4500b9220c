import { type BulkheadPolicy, BulkheadRejectedError, bulkhead } from 'cockatiel';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import { pinnedLookup, type Resolve } from '@/lib/net/pinned-lookup';
import type { TargetPolicy } from '@/lib/net/target-policy';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { ClockSkew } from '../clock-skew';
import { withDeadline } from '../deadline';
import type { ProviderLog } from '../provider-log';
import { readCaCertificates } from './ca-certificate';
import { ConnectFailure, classifyRefusal, classifyTransportError } from './classify-error';
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

const CONNECT_MS = 2_000;
/** A name is looked up and checked anew at least this often. */
const SOCKET_LIFE_MS = 300_000;
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
 * from the environment used, a certificate left unchecked. There is no switch for any of these.
 */
export class ConnectHttp {
  #open: { agent: Agent; target: ConnectTarget } | undefined;
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
    await open?.agent.destroy();
  }

  async #exchange(request: ConnectRequest, signal: AbortSignal): Promise<unknown> {
    const { agent, target } = this.#opened();
    const { method, body } = request;
    const sentAt = this.deps.clock.now();
    const answer = await agent.request({
      origin: originOf(target),
      path: `${target.pathPrefix}${request.path}`,
      method,
      headers: {
        authorization: `Bearer ${request.token.reveal()}`,
        accept: 'application/json',
        'user-agent': 'Latchkey',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal,
    });
    this.#learn(answer.headers, sentAt);
    const announced = Number(single(answer.headers['content-length']) ?? Number.NaN);
    // With a known length there is nothing to count while reading, which is the slower way.
    const text =
      announced <= request.maxBytes
        ? await answer.body.text()
        : await readCounted(answer.body, request.maxBytes);
    const json = parseJson(text);
    const status = answer.statusCode;
    if (status < 200 || status > 299) {
      throw classifyRefusal({ status, body: json, retryAfter: single(answer.headers['retry-after']) });
    }
    // Whatever a write is answered with, it took effect; what it did is read afterwards.
    if (json === undefined && method === 'GET') {
      throw new ConnectFailure('malformed', 'The answer of the Connect server is not JSON.', {
        nextStep: 'Check that the address of the connection is that of the Connect server itself.',
      });
    }
    return json;
  }

  /** On first use, so that a bad address or certificate is an ordinary failure of a call. */
  #opened(): { agent: Agent; target: ConnectTarget } {
    if (this.#closed) throw closed();
    this.#open ??= openAgent(this.deps);
    return this.#open;
  }

  #learn(headers: Dispatcher.ResponseData['headers'], sentAt: number): void {
    const now = this.deps.clock.now();
    this.#skew.learn(single(headers.date), sentAt, now);
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

function openAgent({ baseUrl, caPem, targetPolicy, resolve }: ConnectHttpDeps) {
  const target = readConnectTarget(baseUrl, targetPolicy);
  const ca = caPem === undefined ? undefined : readCaCertificates(caPem).map(({ pem }) => pem);
  const connect = buildConnector({
    timeout: CONNECT_MS,
    // For each socket anew. An address in figures is not looked up: it was checked above, and cannot change.
    lookup: pinnedLookup({ ...target, path: target.pathPrefix }, targetPolicy, resolve),
    minVersion: 'TLSv1.2',
    // Said aloud, because NODE_TLS_REJECT_UNAUTHORIZED would decide otherwise.
    rejectUnauthorized: true,
    ...(ca ? { ca } : {}),
  });
  const agent = new Agent({
    connect,
    connections: IN_FLIGHT,
    pipelining: 1,
    allowH2: false,
    clientTtl: SOCKET_LIFE_MS,
    // The deadline of each call is ours.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return { agent, target };
}

function originOf({ protocol, host, port }: ConnectTarget): string {
  return `${protocol}//${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function readCounted(body: AsyncIterable<unknown>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > maxBytes) {
      throw new ConnectFailure(
        'malformed',
        'The answer of the Connect server is larger than any item or list can be.',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function closed(): SecretProviderError {
  return new SecretProviderError('unavailable', 'The connection was closed.', { retryable: false });
}
