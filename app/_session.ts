import { headers } from 'next/headers';
import { type SessionView, session } from '@/lib/contract/workspace';
import { getApi } from '@/lib/server/api-singleton';

/**
 * Who is signed in, for redirects and the frame; null when nobody is. Asks the same API as everyone, in this process.
 * Server only: `next/headers` refuses to be bundled for the browser.
 */
export async function currentSession(): Promise<SessionView | null> {
  const incoming = await headers();
  const api = await getApi();
  const response = await api.request('/api/v1/session', {
    headers: { cookie: incoming.get('cookie') ?? '', host: incoming.get('host') ?? 'localhost' },
  });
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(`the session could not be read: ${response.status}`);
  return session.parse(await response.json());
}
