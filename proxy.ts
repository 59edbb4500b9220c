import { type NextRequest, NextResponse } from 'next/server';
import { isApiPath } from '@/lib/http/api-path';
import { contentSecurityPolicy, PAGE_HEADERS, STRICT_TRANSPORT } from '@/lib/server/page-security-policy';

/**
 * Every page with a nonce of its own. Next reads the policy from the request and puts the nonce on its scripts; what
 * adds styles in the browser finds it in the document (instrumentation-client.ts). This takes pages that are rendered
 * anew for each request, which ours are: the first thing they ask is who is there.
 */
export function proxy(request: NextRequest): NextResponse {
  // The API has a policy of its own (lib/http/answer-headers.ts).
  if (isApiPath(request.nextUrl.pathname)) return NextResponse.next();
  const policy = contentSecurityPolicy(btoa(crypto.randomUUID()), process.env.NODE_ENV === 'development');
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  for (const [name, value] of Object.entries(PAGE_HEADERS)) response.headers.set(name, value);
  if (process.env.LATCHKEY_URL?.startsWith('https:'))
    response.headers.set('strict-transport-security', STRICT_TRANSPORT);
  return response;
}

/** Not the built files: they are the same for everyone, and next.config.mjs says what is to be said of them. */
export const config = { matcher: '/((?!_next/static|_next/image).*)' };
