import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { startRun } from '@/lib/contract/run';
import { getRun } from '@/lib/runs/get-run';
import { startRun as start } from '@/lib/runs/start-run';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams, jsonBody, ok } from './describe-route';
import { presentWireRun, wireRun } from './wire-run-view';

/** What we cannot do is refused: a caller who asked for a dry run must not get a real one. */
const wireStartRun = startRun.extend({
  dry_run: z
    .object({ enabled: z.literal(false, 'Dry runs are not supported') })
    .loose()
    .optional(),
  webhook: z
    .unknown()
    .refine((webhook) => webhook === undefined, 'Webhooks are not supported; poll GET /run/{id}')
    .optional(),
  additional_context: z.record(z.string(), z.unknown()).optional(),
});

export function wireRunRoutes({ services, authenticate }: ApiContext) {
  const common = { tags: ['cloudcruise'], middleware: [authenticate.key] };
  const startRoute = createRoute({
    ...common,
    method: 'post',
    path: '/run',
    'x-permission': 'runs:write',
    summary: 'Start a run',
    request: { body: jsonBody(wireStartRun) },
    responses: ok(z.object({ session_id: z.uuid() })),
  });
  const get = createRoute({
    ...common,
    method: 'get',
    path: '/run/{id}',
    'x-permission': 'runs:read',
    summary: 'A run and its result',
    request: { params: idParams },
    responses: ok(wireRun),
  });

  return newRoutes()
    .openapi(startRoute, async (c) => {
      const { id } = await start(services, c.get('actor'), c.req.valid('json'));
      return c.json({ session_id: id }, 200);
    })
    .openapi(get, async (c) => {
      const run = await getRun(services, c.get('actor'), c.req.valid('param').id);
      return c.json(presentWireRun(run, services.env.baseUrl), 200);
    });
}
