import { createRoute } from '@hono/zod-openapi';
import type { ApiEncryptionKeyValue } from '@/lib/access/access-deps';
import { revealApiEncryptionKey as reveal } from '@/lib/access/reveal-api-encryption-key';
import { rotateApiEncryptionKey as rotate } from '@/lib/access/rotate-api-encryption-key';
import { apiEncryptionKey, revealApiEncryptionKey } from '@/lib/contract/workspace';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { jsonBody, mayRefuse, ok } from './describe-route';

export function apiEncryptionKeyRoutes({ services, authenticate, checkPassword }: ApiContext) {
  const deps = { ...services, checkPassword };
  const common = {
    method: 'post' as const,
    tags: ['API keys'],
    middleware: [authenticate.memberInPerson],
    request: { body: jsonBody(revealApiEncryptionKey) },
    responses: ok(apiEncryptionKey),
  };
  const revealRoute = createRoute({
    ...common,
    path: '/api/v1/api-encryption-key/reveal',
    'x-permission': 'keys:admin',
    summary: 'Show the API encryption key, after the password',
    ...mayRefuse('password_incorrect', 'api_key_invalid'),
  });
  const rotateRoute = createRoute({
    ...common,
    path: '/api/v1/api-encryption-key/rotate',
    'x-permission': 'keys:admin',
    summary: 'Make a new API encryption key, after the password',
    ...mayRefuse('password_incorrect', 'api_key_invalid'),
  });

  return newRoutes()
    .openapi(revealRoute, async (c) => {
      return c.json(present(await reveal(deps, c.get('actor'), c.req.valid('json'))), 200);
    })
    .openapi(rotateRoute, async (c) => {
      return c.json(present(await rotate(deps, c.get('actor'), c.req.valid('json'))), 200);
    });
}

/** The one answer of the API with a key in it: the person asked for it and gave the password. */
function present(value: ApiEncryptionKeyValue) {
  return { key: value.key.reveal(), created_at: value.createdAt.toISOString() };
}
