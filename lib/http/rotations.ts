import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { pageOf } from '@/lib/contract/paging';
import {
  answerRotation as answerInput,
  listRotationsQuery,
  rotation,
  rotationCounts,
  rotationInspection,
  rotationSummary,
  startRotation,
} from '@/lib/contract/rotation';
import { answerRotation } from '@/lib/rotation/answer-rotation';
import { getRotation } from '@/lib/rotation/get-rotation';
import { inspectRotation } from '@/lib/rotation/inspect-rotation';
import { listRotations } from '@/lib/rotation/list-rotations';
import { requestRotation } from '@/lib/rotation/request-rotation';
import { countRotations } from '@/lib/schedules/count-rotations';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, idParams, jsonBody, mayRefuse, ok } from './describe-route';

const PATH = '/api/v1/rotations';

export function rotationRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  const inspection = { ...services, insecureHosts: services.env.insecureHosts };
  return newRoutes()
    .openapi(routes.list, async (c) => {
      return c.json(await listRotations(services, c.get('actor'), c.req.valid('query')), 200);
    })
    .openapi(routes.start, async (c) => {
      return c.json(await requestRotation(services, c.get('actor'), c.req.valid('json')), 201);
    })
    .openapi(routes.count, async (c) => {
      return c.json(await countRotations(services, c.get('actor')), 200);
    })
    .openapi(routes.inspect, async (c) => {
      return c.json(await inspectRotation(inspection, c.get('actor'), c.req.valid('json')), 200);
    })
    .openapi(routes.get, async (c) => {
      return c.json(await getRotation(services, c.get('actor'), c.req.valid('param').id), 200);
    })
    .openapi(routes.answer, async (c) => {
      const { id } = c.req.valid('param');
      await answerRotation(services, c.get('actor'), { id, action: c.req.valid('json').action });
      return c.json(await getRotation(services, c.get('actor'), id), 200);
    });
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { tags: ['rotations'], middleware: [member] };
  return {
    list: createRoute({
      ...common,
      method: 'get',
      path: PATH,
      'x-permission': 'rotations:read',
      summary: 'Rotations, newest first',
      request: { query: listRotationsQuery },
      responses: ok(pageOf(rotationSummary)),
    }),
    start: createRoute({
      ...common,
      method: 'post',
      path: PATH,
      'x-permission': 'rotations:write',
      summary: 'Rotate the password of an entry; 409 with rotation_id while another one is unfinished',
      ...mayRefuse('not_found', 'rotation_under_way', 'item_unusable'),
      request: { body: jsonBody(startRotation) },
      responses: created(z.object({ id: z.uuid() })),
    }),
    count: createRoute({
      ...common,
      method: 'get',
      path: `${PATH}/counts` as const,
      'x-permission': 'rotations:read',
      summary: 'How many rotations there are of each kind',
      responses: ok(rotationCounts),
    }),
    inspect: createRoute({
      ...common,
      method: 'post',
      path: '/api/v1/rotation-inspections',
      'x-permission': 'rotations:read',
      summary: 'What a rotation of an entry would meet now, without touching anything',
      request: { body: jsonBody(startRotation) },
      responses: ok(rotationInspection),
    }),
    get: createRoute({
      ...common,
      method: 'get',
      path: `${PATH}/{id}` as const,
      'x-permission': 'rotations:read',
      summary: 'One rotation with its history',
      request: { params: idParams },
      responses: ok(rotation),
    }),
    answer: createRoute({
      ...common,
      method: 'post',
      path: `${PATH}/{id}/answers` as const,
      'x-permission': 'rotations:write',
      summary: 'Tell a rotation that needs a person what to do',
      ...mayRefuse('not_found', 'rotation_not_waiting', 'conflict', 'item_not_found', 'item_unusable'),
      request: { params: idParams, body: jsonBody(answerInput) },
      responses: ok(rotation),
    }),
  };
}
