import { createRoute } from '@hono/zod-openapi';
import {
  healthResult,
  healthScan,
  listHealthResultsQuery,
  listHealthScansQuery,
  startHealthScan,
} from '@/lib/contract/health-scan';
import { pageOf } from '@/lib/contract/paging';
import { getHealthScan, listHealthResults, listHealthScans } from '@/lib/health-scans/read-health-scans';
import { startHealthScan as start } from '@/lib/health-scans/start-health-scan';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, idParams, jsonBody, mayRefuse, ok } from './describe-route';

const PATH = '/api/v1/health-scans';

export function healthScanRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  return newRoutes()
    .openapi(routes.list, async (c) => {
      return c.json(await listHealthScans(services, c.get('actor'), c.req.valid('query')), 200);
    })
    .openapi(routes.start, async (c) => {
      return c.json(await start(services, c.get('actor'), c.req.valid('json')), 201);
    })
    .openapi(routes.get, async (c) => {
      return c.json(await getHealthScan(services, c.get('actor'), c.req.valid('param').id), 200);
    })
    .openapi(routes.results, async (c) => {
      const input = { id: c.req.valid('param').id, ...c.req.valid('query') };
      return c.json(await listHealthResults(services, c.get('actor'), input), 200);
    });
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { tags: ['health scans'], middleware: [member] };
  return {
    list: createRoute({
      ...common,
      method: 'get',
      path: PATH,
      'x-permission': 'vault:read',
      summary: 'Looks at all bindings, newest first; the last results are kept',
      request: { query: listHealthScansQuery },
      responses: ok(pageOf(healthScan)),
    }),
    start: createRoute({
      ...common,
      method: 'post',
      path: PATH,
      'x-permission': 'vault:write',
      summary: 'Look at the item of every bound entry; 409 with scan_id while another look is under way',
      ...mayRefuse('health_scan_under_way', 'secret_provider_unknown'),
      request: { body: jsonBody(startHealthScan) },
      responses: created(healthScan),
    }),
    get: createRoute({
      ...common,
      method: 'get',
      path: `${PATH}/{id}` as const,
      'x-permission': 'vault:read',
      summary: 'How far a look at all bindings is',
      request: { params: idParams },
      responses: ok(healthScan),
    }),
    results: createRoute({
      ...common,
      method: 'get',
      path: `${PATH}/{id}/results` as const,
      'x-permission': 'vault:read',
      summary: 'What was found so far, entry by entry',
      request: { params: idParams, query: listHealthResultsQuery },
      responses: ok(pageOf(healthResult)),
    }),
  };
}
