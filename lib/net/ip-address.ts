/** An address as a number, so that ranges are comparisons. */
export interface IpAddress {
  family: 4 | 6;
  value: bigint;
}

export interface IpRange {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

/**
 * Pure. Reads the one canonical spelling of an IPv4 address (four decimal numbers, no leading zeros) and every spelling
 * of an IPv6 address of RFC 4291 section 2.2. What a resolver or a URL parser hands over has these spellings; anything
 * else (octal, hexadecimal, a zone) is not an address here and so never counts as a permitted one.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** `10.0.0.0/8`, `fd00::/8`. Host bits may be set; they are ignored. */
export function parseIpRange(text: string): IpRange | undefined {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const parsed = parseIpAddress(address);
  const width = parsed?.family === 4 ? 32 : 128;
  if (!parsed || Number(bits) > width) return undefined;
  const hostBits = BigInt(width - Number(bits));
  const first = (parsed.value >> hostBits) << hostBits;
  return { family: parsed.family, first, last: first + (1n << hostBits) - 1n };
}

export function isInRange(address: IpAddress, range: IpRange): boolean {
  return address.family === range.family && address.value >= range.first && address.value <= range.last;
}

function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return { family: 4, value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n) };
}

function parseIpv6(text: string): IpAddress | undefined {
  const [head = '', tail, surplus] = text.split('::');
  if (surplus !== undefined) return undefined;
  const before = groupsOf(head, tail === undefined);
  const after = groupsOf(tail ?? '', true);
  if (!before || !after) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => 0n), ...after];
  return { family: 6, value: groups.reduce((value, group) => (value << 16n) | group, 0n) };
}

/** 16 bits each. Only the very last part of an address may be a dotted IPv4 address, which counts for two. */
function groupsOf(text: string, isEnd: boolean): bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (const [place, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(BigInt(`0x${part}`));
      continue;
    }
    const dotted = isEnd && place === parts.length - 1 ? parseIpv4(part) : undefined;
    if (!dotted) return undefined;
    groups.push(dotted.value >> 16n, dotted.value & 0xffffn);
  }
  return groups;
}
