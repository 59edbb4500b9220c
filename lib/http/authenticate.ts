import type { Context, MiddlewareHandler } from 'hono';
import type { AccessDeps } from '@/lib/access/access-deps';
import { type Actor, notInPerson } from '@/lib/access/actor';
import { enterWorkspace } from '@/lib/access/enter-workspace';
import type { Person } from '@/lib/access/person';
import { readSession } from '@/lib/access/read-session';
import type { VerifyApiKey } from '@/lib/access/verify-api-key';
import { type ActingRequest, actingRequest } from '@/lib/audit/acting-request';
import { Problem } from '@/lib/contract/problem';
import type { AuditKeys } from '@/lib/crypto/audit-key';
import { hideFromLogs } from '@/lib/redaction/live-secrets';
import type { ApiEnv } from './api-env';
import type { ClientAddress } from './client-address';
import type { CountRequest } from './rate-limit';
import { takes } from './route-security';
import type { RequireSameOrigin } from './same-origin';
import { sentCredentials } from './sent-secrets';

/**
 * Who calls. A key says its workspace; a person names one.
 *
 * Promise: behind `member` and `key` there is an actor whose workspace they belong to; behind `person` someone signed in.
 * Never: a session used together with a key, or a difference between a workspace one is not in and one that is not.
 */
export interface Authenticate {
  /** Header `cc-key`, or a session and the header `x-workspace` (GET: or `?workspace=`). */
  member: MiddlewareHandler<ApiEnv>;
  /** Session and workspace only: what asks for the person who sits here. A key is told so. */
  memberInPerson: MiddlewareHandler<ApiEnv>;
  /** Header `cc-key` only: the wire of programs. */
  key: MiddlewareHandler<ApiEnv>;
  /** Session only: what a person does outside of any workspace. */
  person: MiddlewareHandler<ApiEnv>;
  /** Whether the actor of a request that is still being answered is one yet, with all that it might do. */
  stillHolds(c: Context<ApiEnv>): Promise<boolean>;
}

/** Pages rendered on the server ask here and drop our cookies, so a look at the session does not make it longer. */
export const SESSION_PATH = '/api/v1/session';

interface AuthenticateDeps extends Pick<AccessDeps, 'auth' | 'db'> {
  verifyApiKey: VerifyApiKey;
  countRequest: CountRequest;
  requireSameOrigin: RequireSameOrigin;
  auditKeys: AuditKeys;
  addressOf: ClientAddress;
}

export function authentication(deps: AuthenticateDeps): Authenticate {
  return {
    member: takes([{ key: [] }, { session: [] }], async (c, next) => {
      const key = c.req.header('cc-key');
      c.set('actor', key === undefined ? await memberOf(deps, c) : await holderOf(deps, c, key));
      return next();
    }),
    memberInPerson: takes([{ session: [] }], async (c, next) => {
      const key = c.req.header('cc-key');
      if (key !== undefined) {
        await holderOf(deps, c, key);
        throw notInPerson();
      }
      c.set('actor', await memberOf(deps, c));
      return next();
    }),
    key: takes([{ key: [] }], async (c, next) => {
      const key = c.req.header('cc-key');
      if (key === undefined) {
        throw new Problem('unauthenticated', {
          message: 'The header cc-key is missing.',
          hint: 'Make a key under Settings, API keys, and send it in the header cc-key.',
        });
      }
      c.set('actor', await holderOf(deps, c, key));
      return next();
    }),
    person: takes([{ session: [] }], async (c, next) => {
      c.set('person', await signedIn(deps, c));
      return next();
    }),
    async stillHolds(c) {
      const now = await actorNow(deps, c).catch(nobodyIfRefused);
      return (
        now !== null && [...c.get('actor').permissions].every((permission) => now.permissions.has(permission))
      );
    },
  };
}

async function actorNow(deps: AuthenticateDeps, c: Context<ApiEnv>): Promise<Actor> {
  const key = c.req.header('cc-key');
  if (key !== undefined) return deps.verifyApiKey(key);
  const session = await readSession(deps, c.req.raw.headers, { slide: false });
  if (!session) throw new Problem('unauthenticated');
  return enterWorkspace(deps, session.person, workspaceSlug(c));
}

function nobodyIfRefused(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}

async function holderOf(deps: AuthenticateDeps, c: Context<ApiEnv>, key: string): Promise<Actor> {
  const actor = await deps.verifyApiKey(key);
  if (actor.who.kind === 'api_key') deps.countRequest(c, actor.who.keyId);
  return { request: requestOf(deps, c), ...actor };
}

async function memberOf(deps: AuthenticateDeps, c: Context<ApiEnv>): Promise<Actor> {
  const person = await signedIn(deps, c);
  return enterWorkspace(deps, person, workspaceSlug(c));
}

async function signedIn(deps: AuthenticateDeps, c: Context<ApiEnv>): Promise<Person> {
  deps.requireSameOrigin(c);
  const session = await readSession(deps, c.req.raw.headers, { slide: c.req.path !== SESSION_PATH });
  if (!session) throw new Problem('unauthenticated', { hint: 'Sign in again.' });
  for (const credential of sentCredentials(c)) hideFromLogs(credential);
  for (const cookie of session.cookies) c.header('set-cookie', cookie, { append: true });
  return { request: requestOf(deps, c), ...session.person };
}

/** What an act of this request says about where it came from. */
function requestOf(deps: AuthenticateDeps, c: Context<ApiEnv>): ActingRequest {
  return actingRequest(deps.auditKeys, c.get('requestId'), deps.addressOf(c));
}

/** EventSource and <img> cannot send a header, so reading may name the workspace in the query. */
function workspaceSlug(c: Context<ApiEnv>): string {
  const slug = c.req.header('x-workspace') || (c.req.method === 'GET' ? c.req.query('workspace') : undefined);
  if (slug) return slug;
  throw new Problem('validation_failed', {
    message: 'Say which workspace you mean.',
    fields: [{ field: 'x-workspace', message: 'Send the slug of the workspace in this header' }],
  });
}
