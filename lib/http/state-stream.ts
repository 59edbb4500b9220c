import type { Context } from 'hono';
import type { ZodType } from 'zod';
import type { ApiContext } from './api-context';
import type { ApiEnv } from './api-env';
import { eventStream, type ServerSentEvent } from './event-stream';

interface Watched<State> {
  event: 'run' | 'rotation';
  watch(signal: AbortSignal): AsyncIterable<State>;
  /** What a frame holds beside its number. */
  data(state: State): Record<string, unknown>;
}

/** One thing as it is now and after each change, until it has ended. */
export function stateStream<State>(
  { services, authenticate, closing }: ApiContext,
  c: Context<ApiEnv>,
  watched: Watched<State>,
): Promise<Response> {
  const onError = () =>
    services.log.error({ requestId: c.get('requestId') }, `a stream of ${watched.event} events broke`);
  return eventStream(c, {
    open: (signal) => frames(watched, signal),
    allowed: () => authenticate.stillHolds(c),
    onError,
    closing,
  });
}

/** `seq` counts the frames of one connection; after a reconnection the first frame is the current state again. */
async function* frames<State>(
  { event, watch, data }: Watched<State>,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  let seq = 0;
  for await (const state of watch(signal)) {
    seq += 1;
    yield { event, id: String(seq), data: { seq, ...data(state) } };
  }
}

/** For the document: the answer of an operation that streams. */
export function streams<T extends ZodType>(event: string, schema: T) {
  const description = `\`event: ${event}\` and \`event: ping\`.`;
  return { 200: { description, content: { 'text/event-stream': { schema } } } };
}
