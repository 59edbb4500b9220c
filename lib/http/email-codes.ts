import { createRoute } from '@hono/zod-openapi';
import { receiveEmailCode as receive } from '@/lib/codes/receive-email-code';
import { receivedEmailCode, receiveEmailCode } from '@/lib/contract/email-code';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { created, jsonBody, mayRefuse } from './describe-route';

export function emailCodeRoutes({ services, authenticate }: ApiContext) {
  const route = createRoute({
    method: 'post',
    path: '/api/v1/email-codes',
    'x-permission': 'codes:write',
    summary: 'Hand on a mail with a one-time code; the code is kept for ten minutes, the mail is not',
    ...mayRefuse('recipient_unknown', 'code_not_found', 'not_found'),
    tags: ['vault'],
    middleware: [authenticate.member],
    request: { body: jsonBody(receiveEmailCode) },
    responses: created(receivedEmailCode),
  });
  return newRoutes().openapi(route, async (c) => {
    return c.json(await receive(services, c.get('actor'), c.req.valid('json')), 201);
  });
}
