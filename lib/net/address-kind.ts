import { type IpAddress, type IpRange, isInRange, parseIpAddress, parseIpRange } from './ip-address';

/**
 * - `public`: on the open internet.
 * - `private`: of an organisation's own network; reached only when the operator allows it.
 * - `loopback`: this very machine; reached only when the operator names it.
 * - `forbidden`: nothing a server of people's can have: link-local and cloud metadata, multicast, documentation, tunnels.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'forbidden';

export interface ClassifiedAddress {
  kind: AddressKind;
  /** The address that is really reached: the IPv4 one inside a mapped or translated IPv6 address. */
  address: IpAddress;
}

/** Pure. Text that is no address is forbidden, and so is every part of IPv6 that was not given out for general use. */
export function classifyAddress(text: string): ClassifiedAddress {
  const parsed = parseIpAddress(text);
  if (!parsed) return { kind: 'forbidden', address: { family: 4, value: 0n } };
  const address = EMBEDS_IPV4.some((range) => isInRange(parsed, range))
    ? { family: 4 as const, value: parsed.value & 0xffffffffn }
    : parsed;
  const row = KINDS.find(([range]) => isInRange(address, range));
  return { kind: row?.[1] ?? (address.family === 4 ? 'public' : 'forbidden'), address };
}

/** IPv4-mapped (RFC 4291) and the well-known NAT64 prefix (RFC 6052), which is how IPv6-only hosts reach IPv4. */
const EMBEDS_IPV4 = ['::ffff:0:0/96', '64:ff9b::/96'].map(rangeOf);

/**
 * The first row that fits decides. From the IANA special-purpose address registries, and the metadata services that
 * sit outside the link-local range: Alibaba (100.100.100.200), Azure (168.63.129.16), AWS and Google over IPv6.
 */
const KINDS = (
  [
    ['100.100.100.200/32', 'forbidden'],
    ['168.63.129.16/32', 'forbidden'],
    ['0.0.0.0/8', 'forbidden'],
    ['10.0.0.0/8', 'private'],
    ['100.64.0.0/10', 'private'],
    ['127.0.0.0/8', 'loopback'],
    ['169.254.0.0/16', 'forbidden'],
    ['172.16.0.0/12', 'private'],
    ['192.0.0.0/24', 'forbidden'],
    ['192.0.2.0/24', 'forbidden'],
    ['192.88.99.0/24', 'forbidden'],
    ['192.168.0.0/16', 'private'],
    ['198.18.0.0/15', 'forbidden'],
    ['198.51.100.0/24', 'forbidden'],
    ['203.0.113.0/24', 'forbidden'],
    ['224.0.0.0/3', 'forbidden'],
    ['::1/128', 'loopback'],
    ['fd00:ec2::/32', 'forbidden'],
    ['fd20:ce::/32', 'forbidden'],
    ['fc00::/7', 'private'],
    // Teredo, ORCHID, benchmarking and other protocol assignments.
    ['2001::/23', 'forbidden'],
    ['2001:db8::/32', 'forbidden'],
    // 6to4: a tunnel to the IPv4 address inside.
    ['2002::/16', 'forbidden'],
    ['3fff::/20', 'forbidden'],
    ['2000::/3', 'public'],
  ] as const
).map(([text, kind]) => [rangeOf(text), kind] as const);

function rangeOf(text: string): IpRange {
  const range = parseIpRange(text);
  if (!range) throw new Error(`not a range: ${text}`);
  return range;
}
