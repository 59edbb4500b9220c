import { getDomain, parse } from 'tldts';

/** What an entry and its item say about where its values may go. */
export interface OriginPin {
  /** A host, a host with port, or a URL whose path is ignored. */
  entryDomain: string;
  /** Further origins by full name, such as `https://login.okta.com`. Matched exactly, never by domain. */
  extraOrigins: readonly string[];
  /**
   * How the item's website entry may be filled (1Password's autofill behaviour): on the whole registrable domain,
   * on that host and port only, or not at all.
   */
  autofill: 'anywhere' | 'exact' | 'never';
  /** Origins inside the domain that the item marks as never to be filled; they win over all else. */
  neverOrigins?: readonly string[] | undefined;
  /** `host` or `host:port` for which plain http is accepted. Empty in production. */
  insecureHosts: readonly string[];
}

export interface FillPlace {
  topUrl: string;
  /** The frame that holds the field, or the address a form would be sent to. */
  frameUrl: string;
}

export type RefusalReason = 'insecure' | 'never' | 'top_frame' | 'field_frame' | 'malformed';
export type FillDecision = { allowed: true } | { allowed: false; reason: RefusalReason; message: string };

interface Place {
  secure: boolean;
  host: string;
  /** Null when the address named none: the default port of whichever scheme is compared. */
  port: number | null;
}

/**
 * Decides whether a value of an entry may be typed into a field. Both the page and the frame must fit.
 *
 * Pure, and closed by default: what cannot be read as a plain web address is refused. That covers `about:blank` and
 * `srcdoc` frames, which act for their parent but whose address does not say who that is.
 */
export function decideFill(input: OriginPin & FillPlace): FillDecision {
  if (input.autofill === 'never') return refuse('never', 'the item must not be filled automatically');
  const entry = placeOf(
    input.entryDomain.includes('://') ? input.entryDomain : `https://${input.entryDomain}`,
  );
  if (entry === null) return refuse('malformed', 'the domain of the entry is not a host name');
  const extras = input.extraOrigins.map(placeOf);
  if (extras.includes(null)) return refuse('malformed', 'an extra origin of the entry is not an origin');
  const never = (input.neverOrigins ?? []).map(placeOf);
  if (never.includes(null)) return refuse('malformed', 'a website of the item is not an origin');

  for (const [address, reason] of [
    [input.topUrl, 'top_frame'],
    [input.frameUrl, 'field_frame'],
  ] as const) {
    const place = placeOf(address);
    if (place === null) return refuse('malformed', `the ${nameOf(reason)} has no plain web address`);
    if (!place.secure && !isListed(place, input.insecureHosts)) {
      return refuse('insecure', `the ${nameOf(reason)} at ${hostPort(place)} is not served over https`);
    }
    if (never.some((origin) => origin !== null && sameHostAndPort(origin, place))) {
      return refuse('never', `the item must not be filled at ${hostPort(place)}`);
    }
    const fits = input.autofill === 'exact' ? sameHostAndPort(entry, place) : sameSite(entry, place);
    if (!fits && !extras.some((extra) => extra !== null && sameOrigin(extra, place))) {
      return refuse(
        reason,
        `the ${nameOf(reason)} at ${hostPort(place)} does not belong to ${hostPort(entry)}`,
      );
    }
  }
  return { allowed: true };
}

function refuse(reason: RefusalReason, message: string): FillDecision {
  return { allowed: false, reason, message };
}

function nameOf(reason: 'top_frame' | 'field_frame'): string {
  return reason === 'top_frame' ? 'page' : 'frame of the field';
}

/**
 * The URL parser does the hard part: punycode, `0x7f.1` and other spellings of an IPv4 address, upper case, default
 * ports. Userinfo is refused outright: `https://acme.com@evil.example` exists only to be misread.
 */
function placeOf(address: string): Place | null {
  const url = parseUrl(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  if (url.username !== '' || url.password !== '') return null;
  // `acme.com.` is the same name in the DNS, and the browser keeps the dot in the address.
  const host = url.hostname.replace(/\.$/, '');
  if (host === '' || host.endsWith('.')) return null;
  return { secure: url.protocol === 'https:', host, port: url.port === '' ? null : Number(url.port) };
}

function parseUrl(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

function portOf(place: Place, secure: boolean): number {
  return place.port ?? (secure ? 443 : 80);
}

/** The entry may be written without a scheme, so its unnamed port is that of the page's scheme. */
function sameHostAndPort(entry: Place, place: Place): boolean {
  return entry.host === place.host && portOf(entry, place.secure) === portOf(place, place.secure);
}

function sameOrigin(extra: Place, place: Place): boolean {
  return extra.secure === place.secure && sameHostAndPort(extra, place);
}

/** Ports are ignored inside a registrable domain, as in 1Password's default; without one, host and port must match. */
function sameSite(entry: Place, place: Place): boolean {
  const [left, right] = [registrableDomain(entry.host), registrableDomain(place.host)];
  if (left === null || right === null) return sameHostAndPort(entry, place);
  return left === right;
}

/**
 * Private suffixes count: without them tldts takes evil.github.io and acme.github.io for one site. A suffix that is
 * on no list (an intranet name, `.localhost`) says nothing about who owns the names below it, hence null.
 */
function registrableDomain(host: string): string | null {
  const options = { allowPrivateDomains: true };
  const { isIcann, isPrivate } = parse(host, options);
  return isIcann === true || isPrivate === true ? getDomain(host, options) : null;
}

/**
 * Whether a host belongs to the site of an entry, whatever the port: cookies know none. Closed by default as `decideFill`
 * is; a host that stands for a whole suffix belongs to nobody.
 */
export function isHostOfSite(host: string, entryDomain: string): boolean {
  const place = placeOf(`https://${host}`);
  const entry = placeOf(entryDomain.includes('://') ? entryDomain : `https://${entryDomain}`);
  if (place === null || entry === null) return false;
  const [left, right] = [registrableDomain(entry.host), registrableDomain(place.host)];
  return left === null || right === null ? entry.host === place.host : left === right;
}

/** Whether the operator has named the host of an address, with that port or without any. */
export function isListedHost(address: string, hosts: readonly string[]): boolean {
  const place = placeOf(address);
  return place !== null && isListed(place, hosts);
}

function isListed(place: Place, hosts: readonly string[]): boolean {
  return hosts.some((listed) => {
    const wanted = parseUrl(`http://${listed}`);
    if (wanted === null || wanted.hostname.replace(/\.$/, '') !== place.host) return false;
    const namesPort = /:\d+$/.test(listed);
    return !namesPort || Number(wanted.port === '' ? 80 : wanted.port) === portOf(place, place.secure);
  });
}

function hostPort(place: Place): string {
  return place.port === null ? place.host : `${place.host}:${place.port}`;
}
