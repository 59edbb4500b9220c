import { createRoute } from '@hono/zod-openapi';
import { listMembers } from '@/lib/access/list-members';
import { removeMember } from '@/lib/access/remove-member';
import { updateMember as changeMember } from '@/lib/access/update-member';
import { pageOf, pageQuery } from '@/lib/contract/paging';
import { oldestFirst, pageOfAll } from '@/lib/contract/read-cursor';
import { member, updateMember } from '@/lib/contract/workspace';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams, jsonBody, mayRefuse, noContent, ok } from './describe-route';

export function memberRoutes({ services, authenticate }: ApiContext) {
  const common = { tags: ['people'], middleware: [authenticate.member] };
  const list = createRoute({
    ...common,
    method: 'get',
    path: '/api/v1/members',
    'x-permission': 'members:read',
    summary: 'Members and their roles',
    request: { query: pageQuery },
    responses: ok(pageOf(member)),
  });
  const update = createRoute({
    ...common,
    method: 'patch',
    path: '/api/v1/members/{id}',
    'x-permission': 'members:admin',
    summary: 'Give a member another role',
    ...mayRefuse('conflict'),
    request: { params: idParams, body: jsonBody(updateMember) },
    responses: ok(member),
  });
  const remove = createRoute({
    ...common,
    method: 'delete',
    path: '/api/v1/members/{id}',
    summary: 'Remove a member, or leave',
    ...mayRefuse('conflict'),
    request: { params: idParams },
    responses: noContent(),
  });

  return newRoutes()
    .openapi(list, async (c) => {
      const members = await listMembers(services, c.get('actor'));
      return c.json(pageOfAll('members', members, c.req.valid('query'), oldestFirst), 200);
    })
    .openapi(update, async (c) => {
      const input = { ...c.req.valid('json'), ...c.req.valid('param') };
      return c.json(await changeMember(services, c.get('actor'), input), 200);
    })
    .openapi(remove, async (c) => {
      await removeMember(services, c.get('actor'), c.req.valid('param'));
      return c.body(null, 204);
    });
}
