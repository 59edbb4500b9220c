import { createRoute } from '@hono/zod-openapi';
import { rotationEventFrame } from '@/lib/contract/rotation';
import { watchRotation } from '@/lib/rotation/watch-rotation';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams } from './describe-route';
import { stateStream, streams } from './state-stream';

export function rotationEventRoutes(context: ApiContext) {
  const watch = createRoute({
    method: 'get',
    path: '/api/v1/rotations/{id}/events',
    'x-permission': 'rotations:read',
    summary: 'The whole rotation now and after each change, as server-sent events, until it has ended',
    tags: ['rotations'],
    middleware: [context.authenticate.member],
    request: { params: idParams },
    responses: streams('rotation', rotationEventFrame),
  });

  return newRoutes().openapi(watch, (c) => {
    const actor = c.get('actor');
    const { id } = c.req.valid('param');
    return stateStream(context, c, {
      event: 'rotation',
      watch: (signal) => watchRotation(context.services, actor, { id, signal }),
      data: (rotation) => ({ rotation }),
    });
  });
}
