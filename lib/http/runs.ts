import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { pageOf } from '@/lib/contract/paging';
import { listRunsQuery, run, runSummary, startRun } from '@/lib/contract/run';
import { interactionAnswer } from '@/lib/contract/wire-run';
import { answerRun } from '@/lib/runs/answer-run';
import { getRun } from '@/lib/runs/get-run';
import { interruptRun } from '@/lib/runs/interrupt-run';
import { listRuns } from '@/lib/runs/list-runs';
import { startRun as start } from '@/lib/runs/start-run';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, idParams, jsonBody, mayRefuse, ok } from './describe-route';

const PATH = '/api/v1/runs';

export function runRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  return newRoutes()
    .openapi(routes.list, async (c) => {
      return c.json(await listRuns(services, c.get('actor'), c.req.valid('query')), 200);
    })
    .openapi(routes.start, async (c) => {
      return c.json(await start(services, c.get('actor'), c.req.valid('json')), 201);
    })
    .openapi(routes.get, async (c) => {
      return c.json(await getRun(services, c.get('actor'), c.req.valid('param').id), 200);
    })
    .openapi(routes.interrupt, async (c) => {
      const { id } = c.req.valid('param');
      await interruptRun(services, c.get('actor'), id);
      return c.json(await getRun(services, c.get('actor'), id), 200);
    })
    .openapi(routes.answer, async (c) => {
      const { id } = c.req.valid('param');
      await answerRun(services, c.get('actor'), { id, answer: c.req.valid('json').answer });
      return c.json(await getRun(services, c.get('actor'), id), 200);
    });
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { tags: ['runs'], middleware: [member] };
  const one = { ...common, path: `${PATH}/{id}` as const, request: { params: idParams } };
  return {
    list: createRoute({
      ...common,
      method: 'get',
      path: PATH,
      'x-permission': 'runs:read',
      summary: 'Runs, newest first',
      request: { query: listRunsQuery },
      responses: ok(pageOf(runSummary)),
    }),
    start: createRoute({
      ...common,
      method: 'post',
      path: PATH,
      'x-permission': 'runs:write',
      summary: 'Start a run of a workflow',
      ...mayRefuse('not_found'),
      request: { body: jsonBody(startRun) },
      responses: created(z.object({ id: z.uuid() })),
    }),
    get: createRoute({
      ...one,
      method: 'get',
      'x-permission': 'runs:read',
      summary: 'One run',
      responses: ok(run),
    }),
    interrupt: createRoute({
      ...one,
      path: `${PATH}/{id}/interrupt` as const,
      method: 'post',
      'x-permission': 'runs:write',
      summary: 'Stop a run',
      ...mayRefuse('run_finished'),
      responses: ok(run),
    }),
    answer: createRoute({
      ...one,
      path: `${PATH}/{id}/answer` as const,
      method: 'post',
      'x-permission': 'runs:write',
      summary: 'Answer a run that waits for a person',
      ...mayRefuse('run_finished', 'run_not_waiting'),
      request: { params: idParams, body: jsonBody(z.object({ answer: interactionAnswer })) },
      responses: ok(run),
    }),
  };
}
