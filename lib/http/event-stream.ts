import type { Context } from 'hono';
import type { ApiEnv } from './api-env';

/** Keeps proxies, which close quiet connections after 30 to 60 seconds, and tells a client that we are still here. */
const HEARTBEAT_MILLISECONDS = 15_000;

/** Then the client connects again, perhaps to a process of the next version. */
const MAX_AGE_MILLISECONDS = 10 * 60_000;

/** A reader that takes nothing is let go before what waits for it fills the memory. */
const MOST_WAITING = 1_000;

export interface ServerSentEvent {
  event: string;
  /** A number or id that lets the client say where it was. */
  id?: string;
  data: unknown;
}

export interface EventSource {
  open(signal: AbortSignal): AsyncIterable<ServerSentEvent>;
  /** Asked before each event: who was removed, or whose key was revoked, is told nothing more. */
  allowed(): Promise<boolean>;
  onError(error: unknown): void;
  /** The process is about to end: the stream does too, cleanly, so that its reader goes to another one. */
  closing: AbortSignal;
}

/**
 * Server-sent events (HTML, section 9.2) from an async iterable.
 * The first event is awaited before the answer starts, so that "no such run" is still a 404 and not a broken stream.
 */
export async function eventStream(
  c: Context<ApiEnv>,
  { open, allowed, onError, closing }: EventSource,
): Promise<Response> {
  const ended = new AbortController();
  const end = () => ended.abort();
  const events = open(ended.signal)[Symbol.asyncIterator]();
  const first = await events.next();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      void pump(controller, first, events, ended, { allowed, onError }).finally(() =>
        closing.removeEventListener('abort', end),
      );
    },
    cancel: end,
  });
  c.req.raw.signal.addEventListener('abort', end, { once: true });
  closing.addEventListener('abort', end, { once: true });
  c.header('content-type', 'text/event-stream');
  // Nginx would collect the events otherwise.
  c.header('x-accel-buffering', 'no');
  return c.body(body);
}

async function pump(
  controller: ReadableStreamDefaultController<Uint8Array>,
  first: IteratorResult<ServerSentEvent>,
  events: AsyncIterator<ServerSentEvent>,
  ended: AbortController,
  { allowed, onError }: Pick<EventSource, 'allowed' | 'onError'>,
): Promise<void> {
  const encoder = new TextEncoder();
  const write = (event: ServerSentEvent) => {
    if ((controller.desiredSize ?? 0) < -MOST_WAITING) ended.abort();
    if (!ended.signal.aborted) controller.enqueue(encoder.encode(frame(event)));
  };
  const beat = async () => {
    if (await allowed()) write({ event: 'ping', data: { ts: Date.now() } });
    else ended.abort();
  };
  const heartbeat = setInterval(() => void beat().catch(onError), HEARTBEAT_MILLISECONDS);
  const tooOld = setTimeout(() => ended.abort(), MAX_AGE_MILLISECONDS);
  try {
    for (let next = first; !next.done && !ended.signal.aborted; next = await events.next()) {
      if (next !== first && !(await allowed())) break;
      write(next.value);
    }
  } catch (error) {
    if (!ended.signal.aborted) onError(error);
  } finally {
    clearInterval(heartbeat);
    clearTimeout(tooOld);
    ended.abort();
    await Promise.resolve(events.return?.()).catch(onError);
    close(controller);
  }
}

function frame(event: ServerSentEvent): string {
  const id = event.id === undefined ? '' : `id: ${event.id}\n`;
  return `event: ${event.event}\n${id}data: ${JSON.stringify(event.data)}\n\n`;
}

/** The reader may have gone already, and then closing throws. */
function close(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close();
  } catch {
    // Nothing to close.
  }
}
