import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { wireRunEventFrame } from '@/lib/contract/run-event';
import { type ClientEvent, watchClient } from '@/lib/runs/watch-client';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { eventStream, type ServerSentEvent } from './event-stream';
import { streams } from './state-stream';

const params = z.object({ clientId: z.string().min(1).max(200) });

/** One stream for all runs of a client id. The `cloudcruise` client opens it before it starts its first run. */
export function wireRunEventRoutes({ services, authenticate, closing }: ApiContext) {
  const route = createRoute({
    method: 'get',
    path: '/run/clients/{clientId}/events',
    'x-permission': 'runs:read',
    summary: 'Events of all runs of this client id, as server-sent events; goes on behind Last-Event-ID',
    tags: ['CloudCruise'],
    middleware: [authenticate.key],
    request: { params },
    responses: streams('run.event', wireRunEventFrame),
  });

  return newRoutes().openapi(route, (c) => {
    const actor = c.get('actor');
    const { clientId } = c.req.valid('param');
    const after = readPlace(c.req.header('last-event-id'));
    const onError = () =>
      services.log.error({ requestId: c.get('requestId') }, 'a stream of client events broke');
    const open = (signal: AbortSignal) => frames(watchClient(services, actor, { clientId, after, signal }));
    return eventStream(c, { open, allowed: () => authenticate.stillHolds(c), onError, closing });
  });
}

/** One that we did not give out is no place to go on from: the stream begins as one without. */
function readPlace(header: string | undefined): bigint | null {
  return header !== undefined && /^\d{1,18}$/.test(header) ? BigInt(header) : null;
}

async function* frames(events: AsyncIterable<ClientEvent>): AsyncGenerator<ServerSentEvent> {
  for await (const one of events) {
    if (one.kind === 'open') yield { event: 'ping', data: { ts: Date.now() } };
    else yield { event: 'run.event', id: String(one.seq), data: frameOf(one.event) };
  }
}

/** Twice the same times: whole, as texts, outside; as seconds inside. */
function frameOf(event: z.infer<typeof wireRunEventFrame>['data']): z.infer<typeof wireRunEventFrame> {
  return {
    data: event,
    timestamp: new Date(event.timestamp * 1000).toISOString(),
    expires_at: new Date(event.expires_at * 1000).toISOString(),
  };
}
