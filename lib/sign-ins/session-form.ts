import type { SessionSite, SiteCookie, SiteSession, Storages } from '@/lib/browser/session-policy';
import type { SessionState } from '@/lib/vault/browser-secrets';
import type { BrowserSettings } from '@/lib/vault/browser-settings';
import type { KeptEntry } from '@/lib/vault/kept-session';

export function siteOfEntry(
  { domain, extraOrigins }: Pick<KeptEntry, 'domain' | 'extraOrigins'>,
  { cookieDomainToStore }: BrowserSettings,
  insecureHosts: readonly string[],
): SessionSite {
  return { entryDomain: domain, extraOrigins, cookieDomain: cookieDomainToStore, insecureHosts };
}

/** As a browser is given it, from the forms in which clients send it. What is not marked with an origin is the entry's. */
export function browserForm(state: SessionState, entryDomain: string): SiteSession {
  return {
    cookies: state.cookies.map((cookie) => cookieFrom(cookie, entryDomain)),
    localStorage: storagesFrom(state.localStorage, entryDomain),
    sessionStorage: storagesFrom(state.sessionStorage, entryDomain),
  };
}

function cookieFrom(cookie: SessionState['cookies'][number], entryDomain: string): SiteCookie {
  const { partitionKey } = cookie;
  return {
    name: cookie.name,
    value: cookie.value,
    domain: cookie.domain || new URL(entryDomain).hostname,
    path: cookie.path || '/',
    expires: cookie.expires ?? cookie.expirationDate ?? -1,
    httpOnly: cookie.httpOnly ?? false,
    secure: cookie.secure ?? false,
    sameSite: SAME_SITE[(cookie.sameSite ?? '').toLowerCase()] ?? 'Lax',
    ...(typeof partitionKey === 'string' ? { partitionKey } : {}),
  };
}

/** Browsers' extensions have words of their own; without one, browsers take it for `Lax`. */
const SAME_SITE: Record<string, SiteCookie['sameSite']> = {
  strict: 'Strict',
  lax: 'Lax',
  none: 'None',
  no_restriction: 'None',
};

function storagesFrom(kept: SessionState['localStorage'], entryDomain: string): Storages {
  const storages: Storages = {};
  for (const [name, value] of Object.entries(kept)) {
    if (typeof value === 'string') storages[entryDomain] = { ...storages[entryDomain], [name]: value };
    else if (URL.canParse(name)) storages[new URL(name).origin] = { ...value };
  }
  return storages;
}
