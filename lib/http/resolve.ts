import { createRoute } from '@hono/zod-openapi';
import { resolveAnswer, resolveRequest } from '@/lib/contract/resolve';
import { resolveForClient } from '@/lib/resolver/resolve-for-client';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { ASKS_1PASSWORD, jsonBody, mayRefuse, ok } from './describe-route';
import { NEVER_KEPT } from './idempotency';

/** What the client library and the `latchkey` command ask. A program's key only; see answers.ts for `no-store`. */
export function resolveRoutes({ services, authenticate }: ApiContext) {
  const deps = { ...services, insecureHosts: services.env.insecureHosts };
  const resolve = createRoute({
    method: 'post',
    path: '/api/v1/resolve',
    'x-permission': 'secrets:resolve',
    ...NEVER_KEPT,
    summary: 'Values of entries, as ciphertext under the API encryption key',
    ...mayRefuse(...ASKS_1PASSWORD, 'not_found', 'entry_ambiguous', 'reference_outside_entry'),
    tags: ['resolve'],
    middleware: [authenticate.key],
    request: { body: jsonBody(resolveRequest) },
    responses: ok(resolveAnswer),
  });

  return newRoutes().openapi(resolve, async (c) => {
    const answer = await resolveForClient(deps, c.get('actor'), c.req.valid('json'), c.req.raw);
    return c.json(answer, 200);
  });
}
