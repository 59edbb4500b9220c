import type { MessagePort } from 'node:worker_threads';
import type { Client } from '@1password/sdk';

type MethodsOf<Area extends 'vaults' | 'items' | 'secrets'> = `${Area}.${keyof Client[Area] & string}`;

/** The SDK's methods that we use; a name that the SDK does not have drops out and fails where it is called. */
export type SdkMethod = Extract<
  MethodsOf<'vaults'> | MethodsOf<'items'> | MethodsOf<'secrets'>,
  | 'vaults.list'
  | 'vaults.get'
  | 'items.list'
  | 'items.get'
  | 'items.getAll'
  | 'items.put'
  | 'items.create'
  | 'items.delete'
  | 'secrets.resolve'
>;

export type ThreadRequest =
  | { kind: 'open'; id: number; client: number; token: string; name: string; version: string }
  /** `args` as bytes; see thread-bytes.ts. */
  | { kind: 'call'; id: number; client: number; method: SdkMethod; args: Uint8Array<ArrayBuffer> }
  | { kind: 'close'; client: number };

/**
 * What runs inside the thread: the SDK and nothing of ours beside it.
 *
 * It is handed over as text (see sdk-thread.ts). So it refers to nothing outside of its own braces, and its functions
 * have no names: a bundler that keeps names would wrap them in a helper that does not exist there.
 *
 * The SDK has no time-outs and follows redirects. Its `fetch`, which it looks up at call time, gets a limit here and
 * refuses to be sent to another host than the one that was checked. What time it is there is told on: one-time codes
 * hang on it.
 */
export function serveSdk(
  sdk: typeof import('@1password/sdk'),
  port: MessagePort,
  collectGarbage: () => void,
): void {
  const requestLimitMs = 30_000;
  const idleMs = 2_000;
  let idle: NodeJS.Timeout | undefined;
  const clients = new Map<number, Client>();
  const realFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(requestLimitMs)]);
    const sentAt = Date.now();
    const response = await realFetch(request, { redirect: 'error', signal });
    port.postMessage({ date: response.headers.get('date'), sentAt, answeredAt: Date.now() });
    return response;
  };

  port.on('message', async (request: ThreadRequest) => {
    // The SDK has no close: it frees a client once nobody refers to it.
    if (request.kind === 'close') {
      clients.delete(request.client);
      return;
    }
    const { id } = request;
    // A thread that nobody asks anything would keep the strings of its last answers (docs/adr/0014-redaction.md).
    clearTimeout(idle);
    idle = setTimeout(collectGarbage, idleMs).unref();
    try {
      if (request.kind === 'open') {
        const { token: auth, name: integrationName, version: integrationVersion } = request;
        clients.set(request.client, await sdk.createClient({ auth, integrationName, integrationVersion }));
        port.postMessage({ id, ok: true, value: null });
        return;
      }
      const [area = '', method = ''] = request.method.split('.');
      const target = Reflect.get(clients.get(request.client) ?? {}, area);
      const args = JSON.parse(Buffer.from(request.args.buffer).toString(), (_name, member) =>
        typeof member?.$date === 'number' ? new Date(member.$date) : member,
      );
      request.args.fill(0);
      const value = await Reflect.apply(Reflect.get(target, method), target, args);
      // Lists hold no secrets, and are long.
      if (method === 'list') {
        port.postMessage({ id, ok: true, value });
        return;
      }
      const text = JSON.stringify(value, function (this: Record<string, unknown>, name, member: unknown) {
        const date = this[name];
        return date instanceof Date ? { $date: date.getTime() } : member;
      });
      const bytes = new TextEncoder().encode(text ?? 'null');
      port.postMessage({ id, ok: true, value: bytes }, [bytes.buffer]);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ id, ok: false, message, rateLimited: error instanceof sdk.RateLimitExceededError });
    }
  });
}
