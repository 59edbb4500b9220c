import { parse } from 'tldts';

/** Private suffixes count: two customers of github.io are two sites. */
const SUFFIXES = { allowPrivateDomains: true };

export type OriginOutcome = { ok: true; origin: string } | { ok: false; message: string };

/**
 * `acme.com`, `https://acme.com/login` and `HTTPS://Acme.com.` all become `https://acme.com`. A site has one spelling,
 * or two entries for it would not be found to be the same. Host names become punycode through the URL parser.
 */
export function normaliseOrigin(text: string): OriginOutcome {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
  if (!url?.hostname) return { ok: false, message: 'That is not a web address, such as https://acme.com' };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { ok: false, message: 'Only http and https addresses can be signed in to' };
  }
  if (url.username || url.password)
    return { ok: false, message: 'Leave user names and passwords out of the address' };
  const host = url.hostname.replace(/\.$/, '');
  if (
    host.split('.').includes('') ||
    (!host.includes('.') && host !== 'localhost' && !host.startsWith('['))
  ) {
    return { ok: false, message: 'The host is incomplete; write it as acme.com' };
  }
  return { ok: true, origin: `${url.protocol}//${host}${url.port ? `:${url.port}` : ''}` };
}

/**
 * The site an address belongs to, as a name: its registrable domain, or host and port where there is none (an IP
 * address, an intranet name). What is no address is its own site.
 */
export function siteOf(address: string): string {
  return siteOfAddress(address) ?? address;
}

/**
 * Whether two addresses belong to one registrable domain. Hosts without one (an IP address, an intranet name) match
 * only when host and port are equal.
 */
export function sameSite(a: string, b: string): boolean {
  const site = siteOfAddress(a);
  return site !== null && site === siteOfAddress(b);
}

/** Addresses whose site is remembered: those of a few thousand entries, which are compared with every use. */
const CAPACITY = 4_000;
const LONGEST = 300;
const known = new Map<string, string | null>();

/** Null for what is no address. The one that was looked at first makes room: a Map keeps the order of insertion. */
function siteOfAddress(text: string): string | null {
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const site = parsedSite(text);
  if (text.length > LONGEST) return site;
  const [oldest] = known.keys();
  if (known.size >= CAPACITY && oldest !== undefined) known.delete(oldest);
  known.set(text, site);
  return site;
}

function parsedSite(text: string): string | null {
  const normal = normaliseOrigin(text);
  if (!normal.ok) return null;
  const { hostname, host } = new URL(normal.origin);
  return parse(hostname, SUFFIXES).domain ?? host;
}
