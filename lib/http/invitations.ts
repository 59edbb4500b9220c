import { createRoute } from '@hono/zod-openapi';
import { acceptInvitation } from '@/lib/access/accept-invitation';
import { cancelInvitation } from '@/lib/access/cancel-invitation';
import { inviteMember as invite } from '@/lib/access/invite-member';
import { listInvitations } from '@/lib/access/list-invitations';
import { pageOf, pageQuery } from '@/lib/contract/paging';
import { pageOfAll } from '@/lib/contract/read-cursor';
import { type InvitationView, invitation, inviteMember, workspace } from '@/lib/contract/workspace';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, idParams, jsonBody, noContent, ok } from './describe-route';

export function invitationRoutes({ services, authenticate }: ApiContext) {
  const common = { tags: ['people'], middleware: [authenticate.member] };
  const list = createRoute({
    ...common,
    method: 'get',
    path: '/api/v1/invitations',
    'x-permission': 'members:admin',
    summary: 'Open invitations with their links',
    request: { query: pageQuery },
    responses: ok(pageOf(invitation)),
  });
  const create = createRoute({
    ...common,
    method: 'post',
    path: '/api/v1/invitations',
    'x-permission': 'members:admin',
    summary: 'Invite a person; pass the link on yourself',
    request: { body: jsonBody(inviteMember) },
    responses: created(invitation),
  });
  const cancel = createRoute({
    ...common,
    method: 'delete',
    path: '/api/v1/invitations/{id}',
    'x-permission': 'members:admin',
    summary: 'Withdraw an invitation',
    request: { params: idParams },
    responses: noContent(),
  });
  const accept = createRoute({
    tags: ['people'],
    middleware: [authenticate.person],
    method: 'post',
    path: '/api/v1/invitations/{id}/accept',
    summary: 'Join the workspace that invited your address',
    request: { params: idParams },
    responses: ok(workspace),
  });

  return newRoutes()
    .openapi(list, async (c) => {
      const invitations = await listInvitations(services, c.get('actor'));
      return c.json(pageOfAll('invitations', invitations, c.req.valid('query'), lastToExpire), 200);
    })
    .openapi(create, async (c) => c.json(await invite(services, c.get('actor'), c.req.valid('json')), 201))
    .openapi(cancel, async (c) => {
      await cancelInvitation(services, c.get('actor'), c.req.valid('param'));
      return c.body(null, 204);
    })
    .openapi(accept, async (c) => {
      return c.json(await acceptInvitation(services, c.get('person'), c.req.valid('param')), 200);
    });
}

/** All live equally long, so this is newest first. */
function lastToExpire({ expires_at, id }: InvitationView) {
  return [-Date.parse(expires_at), id];
}
