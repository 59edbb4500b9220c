import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Secret } from '@/lib/kernel/secret';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { ClockSkew } from '../clock-skew';
import type { SdkFailure } from './classify-error';
import { type SdkMethod, serveSdk, type ThreadRequest } from './sdk-thread-main';
import { takeValue, toBytes } from './thread-bytes';

/** A signed-in client of the SDK, living in the thread. */
export interface SdkClient {
  /** True once its thread has ended: every call would reject. */
  readonly lost: boolean;
  /** Rejects with `SdkCallFailed`, or with `SdkThreadLost` when the thread ended first. */
  call(method: SdkMethod, args: readonly unknown[]): Promise<unknown>;
  close(): void;
}

export interface SdkSignIn {
  token: Secret;
  integrationName: string;
  integrationVersion: string;
}

/** Carries 1Password's own text to the classifier, and no further. */
export class SdkCallFailed {
  constructor(readonly failure: SdkFailure) {}
}

/** The SDK's core stopped the thread. Whether the call took effect is unknown. */
export class SdkThreadLost {}

/**
 * Signs in, in the one thread that runs the SDK for all connections of this process.
 *
 * Promises: a panic of the SDK's WebAssembly ends that thread and rejects what was under way there; this process and
 * its event loop do not notice. The next sign-in starts a new thread; the last client to close ends it.
 * Never: what the SDK prints on a panic in our output. See docs/adr/0004-containing-the-sdk.md.
 */
export function openSdkClient(signIn: SdkSignIn): Promise<SdkClient> {
  if (!running || running.ended) running = new SdkThread();
  return running.open(signIn);
}

/** All of 1Password's servers keep one time: what one connection learns of it holds for all. */
export function sdkClockSkewMs(): number | null {
  return skew.milliseconds;
}

const skew = new ClockSkew();
let running: SdkThread | undefined;

// Handed over as text and not as a file of its own: a bundler (esbuild, Next) moves or renames files, and a test runner
// would need a loader for TypeScript.
const SOURCE = `'use strict';
const { parentPort, workerData } = require('node:worker_threads');
require('node:v8').setFlagsFromString('--expose-gc');
(${serveSdk.toString()})(require(workerData), parentPort, require('node:vm').runInNewContext('gc'));`;

const dateSchema = z.object({ date: z.string().nullable(), sentAt: z.number(), answeredAt: z.number() });

const replySchema = z.discriminatedUnion('ok', [
  z.object({ id: z.number(), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: z.number(), ok: z.literal(false), message: z.string(), rateLimited: z.boolean() }),
]);

class SdkThread {
  ended = false;
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void }
  >();
  readonly #clients = new Set<number>();
  #lastId = 0;

  constructor() {
    // Without our own `execArgv`: loaders of a test runner have no business in there.
    this.#worker = new Worker(SOURCE, {
      eval: true,
      name: '1password-sdk',
      workerData: sdkPath(),
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.unref();
    this.#worker.on('message', (message: unknown) => this.#settle(message));
    this.#worker.on('error', () => this.#end());
    this.#worker.on('exit', () => this.#end());
  }

  async open(signIn: SdkSignIn): Promise<SdkClient> {
    const client = this.#nextId();
    this.#clients.add(client);
    const close = () => this.#close(client);
    const { token, integrationName: name, integrationVersion: version } = signIn;
    const lost = () => this.ended;
    try {
      await this.#ask({ kind: 'open', id: this.#nextId(), client, token: token.reveal(), name, version });
    } catch (error) {
      close();
      throw error;
    }
    return {
      get lost() {
        return lost();
      },
      call: (method, args) =>
        this.#ask({ kind: 'call', id: this.#nextId(), client, method, args: toBytes(args) }),
      close,
    };
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #ask(request: Exclude<ThreadRequest, { kind: 'close' }>): Promise<unknown> {
    if (this.ended) return Promise.reject(new SdkThreadLost());
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      // Only a call under way keeps the process alive.
      this.#worker.ref();
      this.#worker.postMessage(request, request.kind === 'call' ? [request.args.buffer] : []);
    });
  }

  #settle(message: unknown): void {
    const told = dateSchema.safeParse(message);
    if (told.success) {
      const { date, sentAt, answeredAt } = told.data;
      skew.learn(date, sentAt, answeredAt);
      return;
    }
    const parsed = replySchema.safeParse(message);
    if (!parsed.success) return;
    const reply = parsed.data;
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (reply.ok) waiting?.resolve(reply.value instanceof Uint8Array ? takeValue(reply.value) : reply.value);
    else {
      const { message: text, rateLimited } = reply;
      waiting?.reject(new SdkCallFailed({ message: text, rateLimited }));
    }
  }

  #close(client: number): void {
    if (!this.#clients.delete(client) || this.ended) return;
    const request: ThreadRequest = { kind: 'close', client };
    this.#worker.postMessage(request);
    if (this.#clients.size > 0) return;
    this.#end();
    void this.#worker.terminate();
  }

  #end(): void {
    this.ended = true;
    for (const { reject } of this.#waiting.values()) reject(new SdkThreadLost());
    this.#waiting.clear();
  }
}

/** Beside this file, or in the working directory when a bundler moved the code. */
function sdkPath(): string {
  const bases = [import.meta.url, join(process.cwd(), 'package.json')];
  for (const base of bases) {
    try {
      return createRequire(base).resolve('@1password/sdk');
    } catch {
      // The next base; the error below names the package when none is left.
    }
  }
  throw new SecretProviderError('unsupported', 'The package @1password/sdk is not installed.', {
    nextStep: 'Install the packages of this server again.',
  });
}
