import { createRoute } from '@hono/zod-openapi';
import { checkWriteAccess } from '@/lib/connections/check-write-access';
import { replaceToken } from '@/lib/connections/replace-token';
import { setConnectionStatus } from '@/lib/connections/set-connection-status';
import {
  checkWriteAccess as checkInput,
  replaceToken as replaceInput,
  secretProvider,
  tokenReplacement,
  writeAccess,
} from '@/lib/contract/secret-provider';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { ASKS_1PASSWORD, idParams, JUDGES_TOKEN, jsonBody, mayRefuse, ok } from './describe-route';

const PATH = '/api/v1/secret-providers/{id}';

/** What is done to a connection as a whole: its token, its kill switch, what it may write. */
export function secretProviderActionRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  return newRoutes()
    .openapi(routes.replaceToken, async (c) => {
      const input = { ...c.req.valid('json'), id: c.req.valid('param').id };
      return c.json(await replaceToken(services, c.get('actor'), input), 200);
    })
    .openapi(routes.disable, async (c) => {
      const input = { id: c.req.valid('param').id, status: 'disabled' } as const;
      return c.json(await setConnectionStatus(services, c.get('actor'), input), 200);
    })
    .openapi(routes.enable, async (c) => {
      const input = { id: c.req.valid('param').id, status: 'active' } as const;
      return c.json(await setConnectionStatus(services, c.get('actor'), input), 200);
    })
    .openapi(routes.writeAccess, async (c) => {
      const input = { ...c.req.valid('json'), id: c.req.valid('param').id };
      return c.json(await checkWriteAccess(services, c.get('actor'), input), 200);
    });
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { method: 'post' as const, tags: ['secret providers'], middleware: [member] };
  return {
    replaceToken: createRoute({
      ...common,
      path: `${PATH}/replace-token` as const,
      'x-permission': 'providers:admin',
      summary: 'Compare a new token with the present one, and swap them with `apply`',
      ...mayRefuse(...ASKS_1PASSWORD, ...JUDGES_TOKEN, 'replacement_incomplete'),
      request: { params: idParams, body: jsonBody(replaceInput) },
      responses: ok(tokenReplacement),
    }),
    disable: createRoute({
      ...common,
      path: `${PATH}/disable` as const,
      'x-permission': 'providers:admin',
      summary: 'Kill switch: nothing is resolved through the connection any more',
      request: { params: idParams },
      responses: ok(secretProvider),
    }),
    enable: createRoute({
      ...common,
      path: `${PATH}/enable` as const,
      'x-permission': 'providers:admin',
      summary: 'Use a disabled connection again',
      request: { params: idParams },
      responses: ok(secretProvider),
    }),
    writeAccess: createRoute({
      ...common,
      path: `${PATH}/write-access` as const,
      'x-permission': 'providers:admin',
      summary: 'Whether a vault can be written to, and how that is known',
      ...mayRefuse(...ASKS_1PASSWORD),
      request: { params: idParams, body: jsonBody(checkInput) },
      responses: ok(writeAccess),
    }),
  };
}
