import { createRoute } from '@hono/zod-openapi';
import { pageOf } from '@/lib/contract/paging';
import {
  listSchedulesQuery,
  rotationSchedule,
  rotationSettings,
  saveRotationSettings,
  saveSchedule,
} from '@/lib/contract/rotation-schedule';
import { deleteSchedule } from '@/lib/schedules/delete-schedule';
import { getRotationSettings } from '@/lib/schedules/get-rotation-settings';
import { getSchedule } from '@/lib/schedules/get-schedule';
import { listSchedules } from '@/lib/schedules/list-schedules';
import { saveRotationSettings as saveSettings } from '@/lib/schedules/save-rotation-settings';
import { saveSchedule as save } from '@/lib/schedules/save-schedule';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams, jsonBody, mayRefuse, noContent, ok } from './describe-route';

const PATH = '/api/v1/rotation-schedules';
const SETTINGS = '/api/v1/rotation-settings';

/** A schedule has no id of its own: `{id}` is the entry's. */
export function rotationScheduleRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  return newRoutes()
    .openapi(routes.list, async (c) => {
      return c.json(await listSchedules(services, c.get('actor'), c.req.valid('query')), 200);
    })
    .openapi(routes.get, async (c) => {
      return c.json(await getSchedule(services, c.get('actor'), c.req.valid('param').id), 200);
    })
    .openapi(routes.save, async (c) => {
      const input = { ...c.req.valid('json'), entryId: c.req.valid('param').id };
      return c.json(await save(services, c.get('actor'), input), 200);
    })
    .openapi(routes.remove, async (c) => {
      await deleteSchedule(services, c.get('actor'), c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(routes.settings, async (c) => {
      return c.json(await getRotationSettings(services, c.get('actor')), 200);
    })
    .openapi(routes.saveSettings, async (c) => {
      return c.json(await saveSettings(services, c.get('actor'), c.req.valid('json')), 200);
    });
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { tags: ['rotations'], middleware: [member] };
  const one = { ...common, path: `${PATH}/{id}` as const, request: { params: idParams } };
  return {
    list: createRoute({
      ...common,
      method: 'get',
      path: PATH,
      'x-permission': 'rotations:read',
      summary: 'Rotation schedules, the one that is due first at the top',
      request: { query: listSchedulesQuery },
      responses: ok(pageOf(rotationSchedule)),
    }),
    get: createRoute({
      ...one,
      method: 'get',
      'x-permission': 'rotations:read',
      summary: 'The schedule of an entry, by the id of the entry',
      responses: ok(rotationSchedule),
    }),
    save: createRoute({
      ...one,
      method: 'put',
      'x-permission': 'rotations:write',
      summary: 'Rotate an entry every so many days',
      ...mayRefuse('item_unusable'),
      request: { params: idParams, body: jsonBody(saveSchedule) },
      responses: ok(rotationSchedule),
    }),
    remove: createRoute({
      ...one,
      method: 'delete',
      'x-permission': 'rotations:write',
      summary: 'Rotate an entry no longer by itself',
      responses: noContent(),
    }),
    settings: createRoute({
      ...common,
      method: 'get',
      path: SETTINGS,
      'x-permission': 'rotations:read',
      summary: 'What holds for all rotations of the workspace',
      responses: ok(rotationSettings),
    }),
    saveSettings: createRoute({
      ...common,
      method: 'patch',
      path: SETTINGS,
      'x-permission': 'rotations:write',
      summary: 'Change time zone and rules; what is left out stays',
      request: { body: jsonBody(saveRotationSettings) },
      responses: ok(rotationSettings),
    }),
  };
}
