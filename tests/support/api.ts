import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { workspace } from '@/lib/contract/workspace';
import { readEnv } from '@/lib/env';
import { type ApiOptions, createApi } from '@/lib/http/app';
import type { Clock } from '@/lib/kernel/clock';
import { createLog } from '@/lib/log';
import { openWebServices, type WebServices } from '@/lib/web-services';
import { createTestDatabase } from './database';

/** Where the product believes to be reached. Nothing listens there: requests go to the app in this process. */
export const BASE_URL = 'http://localhost:3000';
export const PASSWORD = 'correct horse battery';

export interface TestApi {
  services: WebServices;
  /** Any request, as the server process would pass it on. */
  request(path: string, init: RequestInit): Promise<Response>;
  /** Without any credential. */
  anyone: Client;
  /** A new person, signed in as a browser on our own pages is. */
  signUp(name: string): Promise<SignedUp>;
  /** A new person with a workspace of their own; the client names it. */
  owner(name: string): Promise<SignedUp & { workspace: { id: string; slug: string } }>;
  close(): Promise<void>;
}

export interface SignedUp {
  email: string;
  client: Client;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: unknown;
}

/** `client('POST /api/v1/workspaces', { name: 'Acme' })`. A string body is sent as it is. */
export interface Client {
  (call: string, body?: unknown): Promise<Answer>;
  /** The answer as it comes, for those that do not end. */
  raw(call: string, body?: unknown, signal?: AbortSignal): Promise<Response>;
  /** The same with further headers. */
  with(headers: Record<string, string>): Client;
}

/** The whole API over real services and a database of its own; only the limit on sign-ins is off. */
export async function startTestApi(
  options: ApiOptions & { signInRateLimit?: boolean; clock?: Clock } = {},
): Promise<TestApi> {
  const database = await createTestDatabase();
  const env = readEnv({
    DATABASE_URL: database.url,
    LATCHKEY_URL: BASE_URL,
    LATCHKEY_KEK: randomBytes(32).toString('base64'),
    LATCHKEY_DEMO: '1',
    NODE_ENV: 'test',
  });
  const log = createLog('test', 'silent');
  const opened = openWebServices(env, log, { signInRateLimit: options.signInRateLimit ?? false });
  const services = { ...opened, clock: options.clock ?? opened.clock };
  const api = createApi(services, options);
  const request = async (path: string, init: RequestInit) => api.request(path, init);
  const anyone = clientOf(request, {});

  async function signUp(name: string): Promise<SignedUp> {
    const email = `${name.toLowerCase()}@example.com`;
    const browser = anyone.with({ origin: BASE_URL });
    const answer = await browser('POST /api/auth/sign-up/email', { name, email, password: PASSWORD });
    if (answer.status !== 200) throw new Error(`sign-up failed: ${answer.status} ${answer.text}`);
    return { email, client: browser.with({ cookie: cookiesOf(answer) }) };
  }

  return {
    services,
    request,
    anyone,
    signUp,
    async owner(name) {
      const person = await signUp(name);
      const made = await person.client('POST /api/v1/workspaces', { name: `${name} Works` });
      const { id, slug } = workspace.parse(made.body);
      return { ...person, workspace: { id, slug }, client: person.client.with({ 'x-workspace': slug }) };
    },
    async close() {
      await services.close();
      await database.drop();
    },
  };
}

/** A key of the client's workspace, as a client that sends it and nothing else. */
export async function withApiKey(
  api: TestApi,
  client: Client,
  scopes: readonly string[],
): Promise<{ id: string; key: string; client: Client }> {
  const made = await client('POST /api/v1/api-keys', { name: 'test key', scopes });
  const { id, key } = z.object({ id: z.string(), key: z.string() }).parse(made.body);
  return { id, key, client: api.anyone.with({ 'cc-key': key }) };
}

export function cookiesOf(answer: Answer): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** The code of a problem; undefined when the answer is none. */
export function codeOf(answer: Answer): string | undefined {
  return z.object({ code: z.string() }).safeParse(answer.body).data?.code;
}

type Send = TestApi['request'];

function clientOf(send: Send, headers: Record<string, string>): Client {
  const raw = (line: string, body?: unknown, signal?: AbortSignal): Promise<Response> => {
    const [method = 'GET', path = '/'] = line.split(' ');
    const sent = body === undefined ? {} : { 'content-type': 'application/json' };
    return send(path, {
      method,
      headers: { ...sent, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  };
  const call = async (line: string, body?: unknown): Promise<Answer> => {
    const response = await raw(line, body);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  return Object.assign(call, {
    raw,
    with: (further: Record<string, string>) => clientOf(send, { ...headers, ...further }),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
