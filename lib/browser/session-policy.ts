import { decideFill, isHostOfSite } from './origin-policy';

/** A cookie as a browser is given it, and gives it back. */
export interface SiteCookie {
  name: string;
  value: string;
  /** With a dot in front: for the hosts below as well. */
  domain: string;
  path: string;
  /** Seconds since the epoch; -1 for one that ends with the browser. */
  expires: number;
  httpOnly: boolean;
  secure: boolean;
  sameSite: 'Strict' | 'Lax' | 'None';
  partitionKey?: string;
}

/** Origin to key to value. */
export type Storages = Record<string, Record<string, string>>;

/** What a browser remembers of one site. */
export interface SiteSession {
  cookies: SiteCookie[];
  localStorage: Storages;
  sessionStorage: Storages;
}

/** The site that a session is of: whose cookies and storages are read and set, and nobody else's. */
export interface SessionSite {
  entryDomain: string;
  /** Sign-in servers and the like; a cookie of their sites is taken only where `cookieDomain` asks for it. */
  extraOrigins: readonly string[];
  /** Only cookies of this domain and below; null: those of the entry's site. */
  cookieDomain: string | null;
  insecureHosts: readonly string[];
}

/** Pure. Never one of another site, whatever the entry says of the domain to store. */
export function isOwnCookie(
  { entryDomain, extraOrigins, cookieDomain }: SessionSite,
  cookie: Pick<SiteCookie, 'domain' | 'partitionKey'>,
): boolean {
  const host = bare(cookie.domain);
  const sites = cookieDomain === null ? [entryDomain] : [entryDomain, ...extraOrigins];
  if (!sites.some((site) => isHostOfSite(host, site))) return false;
  if (cookie.partitionKey !== undefined && !isHostOfSite(hostOf(cookie.partitionKey), entryDomain))
    return false;
  const wanted = cookieDomain === null ? null : bare(cookieDomain);
  return wanted === null || host === wanted || host.endsWith(`.${wanted}`);
}

/** Where storages are read and set, and where a page may stand that says whether one is signed in. */
export function isOwnAddress(
  { entryDomain, insecureHosts }: Pick<SessionSite, 'entryDomain' | 'insecureHosts'>,
  ...addresses: readonly string[]
): boolean {
  return addresses.every(
    (address) =>
      decideFill({
        entryDomain,
        extraOrigins: [],
        autofill: 'anywhere',
        insecureHosts,
        topUrl: address,
        frameUrl: address,
      }).allowed,
  );
}

/** Names that frameworks give to what protects a form against being sent from elsewhere. */
export function isCsrfCookie({ name }: Pick<SiteCookie, 'name'>): boolean {
  return /csrf|xsrf|requestverificationtoken|antiforgery|authenticity_?token/i.test(name);
}

/** What of a session belongs to the site and has not expired. */
export function ownPart(site: SessionSite, session: SiteSession, nowMs: number): SiteSession {
  const ownStorages = (storages: Storages) =>
    Object.fromEntries(
      Object.entries(storages).filter(
        ([origin, values]) => isOwnAddress(site, origin) && Object.keys(values).length > 0,
      ),
    );
  return {
    cookies: session.cookies.filter(
      (cookie) => isOwnCookie(site, cookie) && (cookie.expires < 0 || cookie.expires * 1000 > nowMs),
    ),
    localStorage: ownStorages(session.localStorage),
    sessionStorage: ownStorages(session.sessionStorage),
  };
}

export function isEmptySession({ cookies, localStorage, sessionStorage }: SiteSession): boolean {
  return (
    cookies.length === 0 && Object.keys(localStorage).length === 0 && Object.keys(sessionStorage).length === 0
  );
}

function bare(domain: string): string {
  return domain.trim().toLowerCase().replace(/^\./, '').replace(/\.$/, '');
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : '';
}
