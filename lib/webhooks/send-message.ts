import { Agent, buildConnector } from 'undici';
import { signWebhookBody } from '@/lib/crypto/webhook-signature';
import type { Secret } from '@/lib/kernel/secret';
import { pinnedLookup } from '@/lib/net/pinned-lookup';
import { readTarget, type Target, type TargetPolicy } from '@/lib/net/target-policy';
import { TargetRefused } from '@/lib/net/target-refused';

export interface Message {
  url: string;
  secret: Secret;
  /** The raw JSON that is signed. */
  body: string;
}

/** How a receiver took a message. `response` is the beginning of its answer, for whoever replays it; never kept. */
export type Reception =
  | { ok: true; status: number; response: string }
  | { ok: false; status: number | null; error: SendFailure; response: string };

export type SendFailure = 'address_refused' | 'refused' | 'redirected' | 'timeout' | 'tls' | 'unreachable';

const CONNECT_MS = 3_000;
const ANSWER_MS = 10_000;
const SHOWN_CHARACTERS = 2_000;

/**
 * One attempt at one message. Never throws, unless its caller's signal does.
 *
 * Never: a redirect followed, a proxy of the environment used, a certificate left unchecked, a socket to an address that
 * the operator's policy does not allow. Name look-up and check are one step (lib/net/pinned-lookup.ts).
 */
export async function sendMessage(
  policy: TargetPolicy,
  { url, secret, body }: Message,
  signal?: AbortSignal,
): Promise<Reception> {
  let agent: Agent | undefined;
  const limit = AbortSignal.timeout(ANSWER_MS);
  try {
    const target = readTarget(url, policy);
    agent = agentFor(target, policy);
    const answer = await agent.request({
      origin: originOf(target),
      path: target.path,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Latchkey-Webhooks',
        'x-hmac-signature': signWebhookBody(secret, body),
      },
      body,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    const response = await beginningOf(answer.body);
    const { statusCode: status } = answer;
    if (status >= 200 && status < 300) return { ok: true, status, response };
    return { ok: false, status, error: status >= 300 && status < 400 ? 'redirected' : 'refused', response };
  } catch (error) {
    signal?.throwIfAborted();
    return { ok: false, status: null, error: limit.aborted ? 'timeout' : failureOf(error), response: '' };
  } finally {
    await agent?.destroy();
  }
}

/** One agent for one message: receivers are many and seldom, and a socket that is kept would outlive its look-up. */
function agentFor(target: Target, policy: TargetPolicy): Agent {
  const connect = buildConnector({
    timeout: CONNECT_MS,
    lookup: pinnedLookup(target, policy),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
  return new Agent({ connect, connections: 1, pipelining: 1, allowH2: false });
}

function originOf({ protocol, host, port }: Target): string {
  return `${protocol}//${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The rest is not read: destroying the agent ends it. */
async function beginningOf(body: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    if (chunk instanceof Uint8Array) text += Buffer.from(chunk).toString('utf8');
    if (text.length >= SHOWN_CHARACTERS) break;
  }
  return text.slice(0, SHOWN_CHARACTERS);
}

function failureOf(error: unknown): SendFailure {
  if (error instanceof TargetRefused) return error.kind === 'refused' ? 'address_refused' : 'unreachable';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return 'timeout';
  return /CERT|SSL|TLS|SELF_SIGNED|ALTNAME|UNABLE_TO_/.test(code) ? 'tls' : 'unreachable';
}
