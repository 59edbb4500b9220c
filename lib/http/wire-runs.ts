import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { startRun } from '@/lib/contract/run';
import { interactionAnswer, wireInterrupted, wireRun, wireStarted } from '@/lib/contract/wire-run';
import { answerRun } from '@/lib/runs/answer-run';
import { getWireRun } from '@/lib/runs/get-wire-run';
import { interruptRun } from '@/lib/runs/interrupt-run';
import { startRun as start } from '@/lib/runs/start-run';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams, jsonBody, mayRefuse, ok } from './describe-route';

const PATH = '/run';

/** Runs as the `cloudcruise` client knows them: a session, whose status is the name of an event. */
export function wireRunRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.key);
  return newRoutes()
    .openapi(routes.start, async (c) => {
      const { id } = await start(services, c.get('actor'), c.req.valid('json'));
      return c.json({ session_id: id }, 200);
    })
    .openapi(routes.get, async (c) => {
      return c.json(await getWireRun(services, c.get('actor'), c.req.valid('param').id), 200);
    })
    .openapi(routes.interrupt, async (c) => {
      await interruptRun(services, c.get('actor'), c.req.valid('param').id);
      return c.json({ success: true, message: 'Run interrupt triggered' }, 200);
    })
    .openapi(routes.answer, async (c) => {
      const input = { id: c.req.valid('param').id, answer: c.req.valid('json') };
      await answerRun(services, c.get('actor'), input);
      return c.json({ success: true, session_id: input.id }, 200);
    });
}

function describe(key: ApiContext['authenticate']['key']) {
  const common = { tags: ['CloudCruise'], middleware: [key] };
  const one = { ...common, path: `${PATH}/{id}` as const, request: { params: idParams } };
  return {
    start: createRoute({
      ...common,
      method: 'post',
      path: PATH,
      'x-permission': 'runs:write',
      summary: 'Start a run',
      ...mayRefuse('not_found'),
      request: { body: jsonBody(startRun) },
      responses: ok(wireStarted),
    }),
    get: createRoute({
      ...one,
      method: 'get',
      'x-permission': 'runs:read',
      summary: 'A run and its result',
      responses: ok(wireRun),
    }),
    interrupt: createRoute({
      ...one,
      path: `${PATH}/{id}/interrupt` as const,
      method: 'post',
      'x-permission': 'runs:write',
      summary: 'Stop a run: at once while it is queued, within seconds while it is under way',
      ...mayRefuse('run_finished'),
      responses: ok(wireInterrupted),
    }),
    answer: createRoute({
      ...one,
      path: `${PATH}/{id}/user_interaction` as const,
      method: 'post',
      'x-permission': 'runs:write',
      summary: 'Answer a run that waits: the properties that interaction.waiting names',
      ...mayRefuse('run_finished', 'run_not_waiting'),
      request: { params: idParams, body: jsonBody(interactionAnswer) },
      responses: ok(z.object({ success: z.boolean(), session_id: z.uuid() })),
    }),
  };
}
