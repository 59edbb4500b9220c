import type { AccessDeps } from './access-deps';
import type { Person } from './person';

export interface SignedIn {
  person: Person;
  /** `Set-Cookie` values that make the browser's cookie live as long as the session, which slides. */
  cookies: string[];
}

/**
 * The person behind a session cookie; null when there is none, or it is over, or it was ended elsewhere.
 * `slide: false` for callers that cannot pass the cookies on: the session would move and the browser's cookie not.
 */
export async function readSession(
  deps: Pick<AccessDeps, 'auth'>,
  headers: Headers,
  options: { slide: boolean },
): Promise<SignedIn | null> {
  const { response, headers: answered } = await deps.auth.api.getSession({
    headers,
    query: { disableRefresh: !options.slide },
    returnHeaders: true,
  });
  if (!response) return null;
  const { id, name, email } = response.user;
  return { person: { userId: id, name, email }, cookies: answered.getSetCookie() };
}
