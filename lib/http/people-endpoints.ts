import type { Context } from 'hono';
import { CLIENT_ADDRESS_HEADER } from '@/lib/access/auth';
import { actingRequest } from '@/lib/audit/acting-request';
import { Problem } from '@/lib/contract/problem';
import type { AuditKeys } from '@/lib/crypto/audit-key';
import { type ApiEnv, newRoutes } from './api-env';
import type { ClientAddress } from './client-address';
import { type PersonActDeps, recordPersonCall } from './person-acts';
import type { RequireSameOrigin } from './same-origin';

/**
 * Better Auth's addresses that the pages use. All others, its organization and API-key endpoints above all, are not
 * there: they would go around the rules of lib/access.
 */
export const OPEN_ENDPOINTS: ReadonlyMap<string, string> = new Map([
  ['POST /api/auth/sign-up/email', 'Make an account; signs in'],
  ['POST /api/auth/sign-in/email', 'Sign in with e-mail and password'],
  ['POST /api/auth/sign-out', 'End this session'],
  ['GET /api/auth/get-session', 'The session of the cookie, or null'],
  ['POST /api/auth/update-user', 'Change your name'],
  ['POST /api/auth/change-password', 'Change your password'],
  ['GET /api/auth/list-sessions', 'Your sessions'],
  ['POST /api/auth/revoke-session', 'End one of your sessions'],
  ['POST /api/auth/revoke-other-sessions', 'End all your sessions but this one'],
  ['POST /api/auth/two-factor/enable', 'Begin to ask for a second factor'],
  ['POST /api/auth/two-factor/disable', 'Ask for no second factor any more'],
  ['POST /api/auth/two-factor/get-totp-uri', 'The address that an authenticator app reads'],
  ['POST /api/auth/two-factor/verify-totp', 'Confirm with a code of the authenticator'],
  ['POST /api/auth/two-factor/verify-backup-code', 'Confirm with a backup code'],
  ['POST /api/auth/two-factor/generate-backup-codes', 'New backup codes'],
]);

export interface PeopleEndpointsOptions extends PersonActDeps {
  auditKeys: AuditKeys;
  requireSameOrigin: RequireSameOrigin;
  addressOf: ClientAddress;
}

export function peopleEndpoints(options: PeopleEndpointsOptions) {
  return newRoutes().on(['GET', 'POST'], '/api/auth/*', async (c) => {
    if (!OPEN_ENDPOINTS.has(`${c.req.method} ${c.req.path}`)) throw new Problem('not_found');
    options.requireSameOrigin(c);
    const headers = new Headers(c.req.raw.headers);
    headers.delete(CLIENT_ADDRESS_HEADER);
    const address = options.addressOf(c);
    if (address) headers.set(CLIENT_ADDRESS_HEADER, address);
    const body = c.req.method === 'GET' ? '' : await c.req.text();
    const request = actingRequest(options.auditKeys, c.get('requestId'), address);
    return recordPersonCall(options, { path: c.req.path, headers, body, request }, () =>
      options.auth.handler(platformRequest(c, headers, body)),
    );
  });
}

/** Our server hands over a light stand-in of a Request, which the platform's own constructor refuses to copy. */
function platformRequest(c: Context<ApiEnv>, headers: Headers, body: string): Request {
  const { method, url } = c.req;
  return new Request(url, { method, headers, ...(method === 'GET' ? {} : { body }) });
}
