import { createRoute } from '@hono/zod-openapi';
import { pageOf } from '@/lib/contract/paging';
import { listSignInChecksQuery, signInCheck, startSignInCheck } from '@/lib/contract/sign-in-check';
import { getSignInCheck } from '@/lib/sign-ins/get-sign-in-check';
import { listSignInChecks } from '@/lib/sign-ins/list-sign-in-checks';
import { startSignInCheck as start } from '@/lib/sign-ins/start-sign-in-check';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, idParams, jsonBody, ok } from './describe-route';

const PATH = '/api/v1/sign-in-checks';

export function signInCheckRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  const deps = { db: services.db, insecureHosts: services.env.insecureHosts };
  return newRoutes()
    .openapi(routes.list, async (c) => {
      return c.json(await listSignInChecks(services, c.get('actor'), c.req.valid('query')), 200);
    })
    .openapi(routes.start, async (c) => {
      return c.json(await start(deps, c.get('actor'), c.req.valid('json')), 201);
    })
    .openapi(routes.get, async (c) => {
      return c.json(await getSignInCheck(services, c.get('actor'), c.req.valid('param').id), 200);
    });
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { tags: ['sign-in checks'], middleware: [member] };
  return {
    list: createRoute({
      ...common,
      method: 'get',
      path: PATH,
      'x-permission': 'runs:read',
      summary: 'Sign-in checks, newest first',
      request: { query: listSignInChecksQuery },
      responses: ok(pageOf(signInCheck)),
    }),
    start: createRoute({
      ...common,
      method: 'post',
      path: PATH,
      'x-permission': 'runs:write',
      summary: 'Test whether an entry signs in; one that is under way is answered as it is',
      request: { body: jsonBody(startSignInCheck) },
      responses: created(signInCheck),
    }),
    get: createRoute({
      ...common,
      method: 'get',
      path: `${PATH}/{id}` as const,
      'x-permission': 'runs:read',
      summary: 'One sign-in check',
      request: { params: idParams },
      responses: ok(signInCheck),
    }),
  };
}
