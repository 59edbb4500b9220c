import { z } from 'zod';
import type { AccessDeps } from '@/lib/access/access-deps';
import { readSession } from '@/lib/access/read-session';
import { findPersonByEmail, type PersonAct, recordPersonAct } from '@/lib/access/record-person-act';
import type { ActingRequest } from '@/lib/audit/acting-request';
import { describeError, type Log } from '@/lib/log';

/** What a success of Better Auth's addresses means; the others are no news. */
const ACTS: Record<string, PersonAct['action']> = {
  '/api/auth/sign-in/email': 'person.signed_in',
  '/api/auth/two-factor/verify-totp': 'person.signed_in',
  '/api/auth/two-factor/verify-backup-code': 'person.signed_in',
  '/api/auth/sign-out': 'person.signed_out',
  '/api/auth/change-password': 'person.password_changed',
  '/api/auth/two-factor/enable': 'person.two_factor_enabled',
  '/api/auth/two-factor/disable': 'person.two_factor_disabled',
  '/api/auth/revoke-session': 'person.sessions_ended',
  '/api/auth/revoke-other-sessions': 'person.sessions_ended',
};
const SIGN_IN = '/api/auth/sign-in/email';
const typedEmail = z.object({ email: z.string().max(320) });

export interface PersonCall {
  path: string;
  /** As sent; the session cookie is in them. */
  headers: Headers;
  body: string;
  request: ActingRequest;
}

export interface PersonActDeps extends Pick<AccessDeps, 'auth' | 'db' | 'audit'> {
  log: Log;
}

/**
 * Puts on record what a person did about their own account, before the answer is given.
 *
 * A sign-in that failed is recorded without waiting: the time of the answer must not tell whether an address is known.
 */
export async function recordPersonCall(
  deps: PersonActDeps,
  call: PersonCall,
  work: () => Promise<Response>,
): Promise<Response> {
  const action = ACTS[call.path];
  if (!action) return work();
  const before = action === 'person.signed_in' ? null : await sessionOf(deps, call.headers);
  const answer = await work();
  if (answer.ok) {
    const person = before ?? (await sessionOf(deps, signedInHeaders(answer)));
    if (person) await recordPersonAct(deps, { ...person, request: call.request }, { action });
  } else if (call.path === SIGN_IN) {
    recordFailure(deps, call).catch((error: unknown) =>
      deps.log.error(describeError(error), 'a failed sign-in was not recorded'),
    );
  }
  return answer;
}

async function sessionOf(deps: PersonActDeps, headers: Headers) {
  return (await readSession(deps, headers, { slide: false }))?.person ?? null;
}

/** Who asks next with what this answer gave; nobody when a second factor is still due. */
function signedInHeaders(answer: Response): Headers {
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return new Headers({ cookie: cookies.join('; ') });
}

async function recordFailure(deps: PersonActDeps, { body, request }: PersonCall): Promise<void> {
  const { email } = typedEmail.parse(JSON.parse(body));
  const person = await findPersonByEmail(deps, email);
  if (!person) return;
  await recordPersonAct(
    deps,
    { ...person, request },
    { action: 'person.sign_in_failed', outcome: 'failure' },
  );
}
