import { z } from 'zod';
import { type CallerView, caller } from '@/lib/contract/caller';
import { problemBody } from '@/lib/contract/problem';
import { type ResolvedEntry, type ResolveRequest, resolveAnswer } from '@/lib/contract/resolve';
import { type Clock, systemClock } from '@/lib/kernel/clock';
import { LatchkeyError } from './errors';
import type { Settings } from './settings';

/** A live read of 1Password included. */
const ANSWER_MS = 30_000;
/** A code may have to wait for another user of the seed, for the next step, and for its read. */
const CODE_ANSWER_MS = 110_000;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 250;

/**
 * Asks the server. Tries again what may go better a moment later, at most twice; follows no redirect, because the key
 * would travel along. Throws LatchkeyError only.
 */
export class ServerCalls {
  readonly #settings: Settings;
  readonly #clock: Clock;

  constructor(settings: Settings, clock: Clock = systemClock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  async resolve(request: ResolveRequest, signal?: AbortSignal): Promise<ResolvedEntry[]> {
    const withCode = request.entries.some(({ want }) => want?.includes('code'));
    const body = await this.#ask('POST', '/api/v1/resolve', {
      body: request,
      limitMs: withCode ? CODE_ANSWER_MS : ANSWER_MS,
      signal,
    }).catch((error: unknown) => {
      throw error instanceof LatchkeyError && error.code === 'not_found' ? unknownEntry(request) : error;
    });
    return this.#read(resolveAnswer, body).entries;
  }

  async caller(): Promise<CallerView> {
    return this.#read(caller, await this.#ask('GET', '/api/v1/caller', { limitMs: ANSWER_MS }));
  }

  async #ask(
    method: string,
    path: string,
    call: { body?: unknown; limitMs: number; signal?: AbortSignal | undefined },
  ): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#askOnce(method, path, call);
      } catch (error) {
        if (!(error instanceof LatchkeyError) || !error.retryable || attempt === ATTEMPTS) throw error;
        // Full jitter, so that the tests of a whole fleet do not come back at the same moment.
        await this.#clock.sleep(Math.random() * FIRST_PAUSE_MS * 4 ** (attempt - 1), call.signal);
      }
    }
  }

  async #askOnce(
    method: string,
    path: string,
    { body, limitMs, signal }: { body?: unknown; limitMs: number; signal?: AbortSignal | undefined },
  ): Promise<unknown> {
    const { url, key } = this.#settings;
    const limit = AbortSignal.timeout(limitMs);
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        'cc-key': key.reveal(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    }).catch(() => {
      signal?.throwIfAborted();
      // A new error: fetch's own holds the request, and with it the key.
      throw unreachable(url, limit.aborted ? 'did not answer in time' : 'could not be reached');
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer;
    throw refusalOf(response.status, answer, url);
  }

  #read<T>(shape: z.ZodType<T>, body: unknown): T {
    const parsed = shape.safeParse(body);
    if (parsed.success) return parsed.data;
    throw new LatchkeyError(
      'unexpected_answer',
      `What answers at ${this.#settings.url.host} is not Latchkey.`,
      {
        hint: 'Check LATCHKEY_URL, and that server and client are of one version.',
      },
    );
  }
}

/** The server says of a whole request that something in it is not there. */
function unknownEntry({ entries }: ResolveRequest): LatchkeyError {
  const names = entries.map(({ entry_id, permissioned_user_id: user, domain }) =>
    domain === undefined ? (user ?? entry_id) : `${user}@${domain}`,
  );
  const message =
    names.length === 1
      ? `There is no entry ${names[0]} in this workspace.`
      : `Of these entries one is not in this workspace: ${names.join(', ')}.`;
  return new LatchkeyError('not_found', message, {
    hint: 'Entries are named by their user id, as in the vault.',
  });
}

function unreachable(url: URL, how: string): LatchkeyError {
  return new LatchkeyError('unreachable', `Latchkey at ${url.host} ${how}.`, {
    hint: 'Check LATCHKEY_URL and that the server runs.',
    retryable: true,
  });
}

const domainsIn = z.object({ domains: z.array(z.string()) });

function refusalOf(status: number, answer: unknown, url: URL): LatchkeyError {
  const problem = problemBody.safeParse(answer);
  if (!problem.success) {
    return new LatchkeyError('unexpected_answer', `${url.host} answered with status ${status}.`, {
      hint: 'Check LATCHKEY_URL: is that Latchkey, or a proxy in front of it?',
      retryable: status >= 500,
    });
  }
  const { code, message, hint, retryable, extra } = problem.data;
  return new LatchkeyError(code, message, {
    hint,
    retryable,
    domains: domainsIn.safeParse(extra).data?.domains ?? [],
  });
}
