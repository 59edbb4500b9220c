import { createRoute } from '@hono/zod-openapi';
import { runEventFrame } from '@/lib/contract/run';
import { watchRun } from '@/lib/runs/watch-run';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams } from './describe-route';
import { stateStream, streams } from './state-stream';

export function runEventRoutes(context: ApiContext) {
  const watch = createRoute({
    method: 'get',
    path: '/api/v1/runs/{id}/events',
    'x-permission': 'runs:read',
    summary: 'The whole run now and after each change, as server-sent events, until it has ended',
    tags: ['runs'],
    middleware: [context.authenticate.member],
    request: { params: idParams },
    responses: streams('run', runEventFrame),
  });

  return newRoutes().openapi(watch, (c) => {
    const actor = c.get('actor');
    const { id } = c.req.valid('param');
    return stateStream(context, c, {
      event: 'run',
      watch: (signal) => watchRun(context.services, actor, { id, signal }),
      data: (run) => ({ event: `run.${run.status}`, run }),
    });
  });
}
