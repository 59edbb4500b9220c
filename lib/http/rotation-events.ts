import { createRoute } from '@hono/zod-openapi';
import type { Actor } from '@/lib/access/actor';
import { rotationEventFrame } from '@/lib/contract/rotation';
import { watchRotation } from '@/lib/rotation/watch-rotation';
import type { WebServices } from '@/lib/web-services';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams } from './describe-route';
import { eventStream, type ServerSentEvent } from './event-stream';

export function rotationEventRoutes({ services, authenticate, closing }: ApiContext) {
  const watch = createRoute({
    method: 'get',
    path: '/api/v1/rotations/{id}/events',
    'x-permission': 'rotations:read',
    summary: 'The whole rotation now and after each change, as server-sent events, until it has ended',
    tags: ['rotations'],
    middleware: [authenticate.member],
    request: { params: idParams },
    responses: {
      200: {
        description: '`event: rotation` and `event: ping`.',
        content: { 'text/event-stream': { schema: rotationEventFrame } },
      },
    },
  });

  return newRoutes().openapi(watch, (c) => {
    const actor = c.get('actor');
    const { id } = c.req.valid('param');
    const onError = () =>
      services.log.error({ requestId: c.get('requestId') }, 'a stream of rotation events broke');
    return eventStream(c, { open: (signal) => frames(services, actor, id, signal), onError, closing });
  });
}

/** `seq` counts the frames of one connection; after a reconnection the first frame is the current state again. */
async function* frames(
  services: WebServices,
  actor: Actor,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  let seq = 0;
  for await (const rotation of watchRotation(services, actor, { id, signal })) {
    seq += 1;
    yield { event: 'rotation', id: String(seq), data: { seq, rotation } };
  }
}
