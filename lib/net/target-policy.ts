import { classifyAddress } from './address-kind';
import { type IpRange, isInRange, parseIpAddress, parseIpRange } from './ip-address';
import { TargetRefused } from './target-refused';

/** Where requests that a person's input causes may go. Made once from the operator's configuration. */
export interface TargetPolicy {
  hosts: readonly AllowedHost[];
  ranges: readonly IpRange[];
  /** Ports on which this product and its database listen: no range and no `host:*` reaches them. */
  ownPorts: readonly number[];
}

interface AllowedHost {
  host: string;
  port: number | '*';
}

/** An address, taken apart. */
export interface Target {
  protocol: 'http:' | 'https:';
  /** Lower case, without brackets and without a dot at its end. */
  host: string;
  port: number;
  /** What follows host and port, as the URL parser spells it: path and query. */
  path: string;
}

/**
 * Reads a list of allowed targets: `host:port`, `host:*`, and ranges such as `10.20.0.0/16`. Throws on anything else,
 * because an entry that is silently skipped looks like one that works.
 */
export function createTargetPolicy(
  allowedTargets: readonly string[],
  ownPorts: readonly number[] = [],
): TargetPolicy {
  const entries = allowedTargets.map((text) => text.trim().toLowerCase()).filter(Boolean);
  const ranges = entries.filter((text) => text.includes('/')).map(readRange);
  const hosts = entries.filter((text) => !text.includes('/')).map(readHost);
  return { hosts, ranges, ownPorts };
}

/**
 * Everything about an address that can be told without looking its name up. Throws `TargetRefused` with a sentence for
 * the person who typed it. One spelling only: what two URL parsers could read differently is refused.
 */
export function readTarget(address: string, policy: TargetPolicy): Target {
  const text = address.trim();
  const [, authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(text) ?? [];
  if (authority === '' || text.length > MAX_LENGTH) throw refused('The address is not an http(s) URL.');
  if (authority.includes('@')) throw refused('The address must not contain a user name or password.');
  if (/[\s\\\p{Cc}]/u.test(text)) throw refused('The address has blanks or backslashes in it.');
  if (!/^[a-z0-9.:[\]_-]+$/i.test(authority) || !URL.canParse(text)) {
    throw refused('The host of the address has characters that do not belong there.');
  }
  const url = new URL(text);
  const target: Target = {
    protocol: url.protocol === 'http:' ? 'http:' : 'https:',
    host: bareHost(url.hostname),
    port: url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port),
    path: `${url.pathname}${url.search}`,
  };
  if (target.port === 0 || (!isName(target.host) && !parseIpAddress(target.host))) {
    throw refused('The host of the address is not a name and not an IP address.');
  }
  if (target.protocol === 'http:' && !listedHost(target, policy)) {
    throw refused('Plain http is possible only for hosts that the operator has listed with their port.');
  }
  if (parseIpAddress(target.host)) assertAddressesAllowed(target, [target.host], policy);
  return target;
}

/** Throws when one of the addresses a name stands for is not permitted: then none is used. */
export function assertAddressesAllowed(
  target: Target,
  addresses: readonly string[],
  policy: TargetPolicy,
): void {
  if (addresses.length === 0) throw refused('The host of the address has no IP address.');
  for (const address of addresses) {
    if (!isAllowed(target, address, policy)) {
      throw refused('The address leads to a network that this server must not reach.');
    }
  }
}

const MAX_LENGTH = 2048;

function isAllowed(target: Target, text: string, policy: TargetPolicy): boolean {
  const { kind, address } = classifyAddress(text);
  if (kind === 'public') return true;
  if (kind === 'forbidden') return false;
  const listed = listedHost(target, policy);
  // "Exactly listed" is the operator's word for this one port; everything wider stops at our own ports.
  const exactly = listed !== undefined && listed.port !== '*';
  if (!exactly && policy.ownPorts.includes(target.port)) return false;
  // A name that starts to point to this machine was not listed as this machine.
  if (kind === 'loopback') return listed !== undefined && isLoopbackName(listed.host);
  return listed !== undefined || policy.ranges.some((range) => isInRange(address, range));
}

function listedHost({ host, port }: Target, policy: TargetPolicy): AllowedHost | undefined {
  const fitting = policy.hosts.filter((one) => one.host === host);
  return fitting.find((one) => one.port === port) ?? fitting.find((one) => one.port === '*');
}

function isLoopbackName(host: string): boolean {
  return /(^|\.)localhost$/.test(host) || classifyAddress(host).kind === 'loopback';
}

function readRange(text: string): IpRange {
  const range = parseIpRange(text);
  if (!range) throw new Error(`allowed targets: "${text}" is not a range such as 10.20.0.0/16`);
  return range;
}

function readHost(text: string): AllowedHost {
  const [, name = '', port = ''] = /^(\[[^\]]+\]|[^:[\]]+):(\d{1,5}|\*)$/.exec(text) ?? [];
  const host = bareHost(name);
  const inRange = port === '*' || (Number(port) > 0 && Number(port) < 65_536);
  if (!inRange || (!isName(host) && !parseIpAddress(host))) {
    throw new Error(
      `allowed targets: "${text}" is neither host:port, host:* nor a range such as 10.20.0.0/16`,
    );
  }
  return { host: canonicalHost(host), port: port === '*' ? port : Number(port) };
}

/** As the URL parser will spell the same address. */
function canonicalHost(host: string): string {
  return host.includes(':') ? bareHost(new URL(`http://[${host}]`).hostname) : host;
}

function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

/** A last part of digits would be an address in another spelling. */
function isName(host: string): boolean {
  return (
    host.length < 254 && /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_-]*[a-z][a-z0-9_-]*$/.test(host)
  );
}

function refused(message: string): TargetRefused {
  return new TargetRefused('refused', message);
}
