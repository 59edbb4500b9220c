import { createRoute } from '@hono/zod-openapi';
import { listWorkspaces } from '@/lib/access/list-workspaces';
import { presentPerson } from '@/lib/access/person';
import { session } from '@/lib/contract/workspace';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { SESSION_PATH } from './authenticate';
import { ok } from './describe-route';

export function sessionRoutes({ services, authenticate }: ApiContext) {
  const read = createRoute({
    method: 'get',
    path: SESSION_PATH,
    summary: 'Who is signed in, and their workspaces',
    tags: ['people'],
    middleware: [authenticate.person],
    responses: ok(session),
  });

  return newRoutes().openapi(read, async (c) => {
    const person = c.get('person');
    const workspaces = await listWorkspaces(services, person);
    return c.json({ user: presentPerson(person), workspaces, demo: services.env.demo }, 200);
  });
}
