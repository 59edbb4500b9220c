import { NEVER } from './target-corpus-never';

/**
 * Base URLs and what a Connect target policy says to each, once with an empty allow-list and once with `ALLOWED`.
 * A name is followed by the addresses it stands for. `PORT` is the port of the day.
 */
export interface TargetCase {
  url: string;
  addresses: readonly string[];
  /** With the empty list, and with `ALLOWED`. */
  empty: 'allow' | 'deny';
  listed: 'allow' | 'deny';
}

/** Also holds ranges that must not help: loopback, link-local, metadata, multicast. */
export const ALLOWED = [
  'connect.internal:PORT',
  'any-port.internal:*',
  '127.0.0.1:PORT',
  '[::1]:PORT',
  'localhost:PORT',
  '192.168.7.7:PORT',
  '[fd12:3456::9]:PORT',
  '169.254.169.254:PORT',
  'metadata.internal:PORT',
  '10.20.0.0/16',
  'fd12:3456::/32',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '0.0.0.0/8',
  '224.0.0.0/4',
  'fe80::/10',
  '::/8',
];

export type Entry = string | readonly [url: string, ...addresses: string[]];

/** Open to everyone: public addresses, over https. */
const ALWAYS: Entry[] = [
  'https://8.8.8.8:PORT',
  'https://1.1.1.1',
  'https://93.184.216.34:PORT/connect',
  'https://100.63.255.255:PORT',
  'https://100.128.0.1:PORT',
  'https://172.15.255.255:PORT',
  'https://172.32.0.1:PORT',
  'https://11.0.0.1:PORT',
  'https://9.255.255.255:PORT',
  'https://126.255.255.255:PORT',
  'https://128.0.0.1:PORT',
  'https://169.253.255.255:PORT',
  'https://169.255.0.0:PORT',
  'https://192.167.255.255:PORT',
  'https://192.169.0.0:PORT',
  'https://223.255.255.255:PORT',
  'https://[2606:4700:4700::1111]:PORT',
  'https://[2a00:1450:4001:81b::200e]',
  'https://[64:ff9b::808:808]:PORT',
  'https://[::ffff:8.8.8.8]:PORT',
  ['https://connect.example.com', '93.184.216.34'],
  ['https://connect.example.com.', '93.184.216.34'],
  ['HTTPS://CONNECT.EXAMPLE.COM:PORT/', '93.184.216.34', '2606:4700:4700::1111'],
  ['https://connect.example.com:PORT/op/connect', '93.184.216.34'],
  ['https://xn--bcher-kva.example:PORT', '93.184.216.34'],
  ['https://nat64.example', '64:ff9b::5db8:d822'],
  ['  https://connect.example.com:PORT\n', '93.184.216.34'],
];

/** Only for who has listed it. */
const WHEN_LISTED: Entry[] = [
  'http://127.0.0.1:PORT',
  'https://127.0.0.1:PORT',
  'http://127.1:PORT',
  'http://2130706433:PORT',
  'http://0x7f000001:PORT',
  'http://0177.0.0.1:PORT',
  'http://127.0.0.1.:PORT',
  'http://[::1]:PORT',
  'http://[0:0:0:0:0:0:0:1]:PORT',
  'https://192.168.7.7:PORT',
  'http://192.168.7.7:PORT',
  'https://10.20.0.1:PORT',
  'https://10.20.255.255:9000',
  'https://[::ffff:10.20.0.1]:PORT',
  'https://[64:ff9b::a14:1]:PORT',
  'https://[fd12:3456::1]:PORT',
  'http://[fd12:3456::9]:PORT',
  'http://[fd12:3456:0::0:9]:PORT',
  ['http://localhost:PORT', '127.0.0.1', '::1'],
  ['http://LOCALHOST.:PORT', '127.0.0.1'],
  ['http://connect.internal:PORT', '10.1.2.3'],
  ['https://connect.internal:PORT', '172.16.9.9'],
  ['http://connect.internal.:PORT/prefix', '192.168.0.1'],
  ['http://connect.internal:PORT', '100.64.0.1'],
  ['http://connect.internal:PORT', 'fd00::1'],
  ['http://connect.internal:PORT', '93.184.216.34'],
  ['http://any-port.internal:9999', '10.9.9.9'],
  ['https://any-port.internal', '10.9.9.9'],
  ['https://split.example:PORT', '93.184.216.34', '10.20.3.4'],
  ['https://inside.example:PORT', '10.20.3.4'],
];

export function targetCases(port: number): TargetCase[] {
  return [
    ...ALWAYS.map((entry) => caseOf(entry, 'allow', 'allow', port)),
    ...WHEN_LISTED.map((entry) => caseOf(entry, 'deny', 'allow', port)),
    ...NEVER.map((entry) => caseOf(entry, 'deny', 'deny', port)),
  ];
}

export function allowedTargets(port: number): string[] {
  return ALLOWED.map((entry) => entry.replace('PORT', String(port)));
}

function caseOf(
  entry: Entry,
  empty: TargetCase['empty'],
  listed: TargetCase['listed'],
  port: number,
): TargetCase {
  const [url = '', ...addresses] = typeof entry === 'string' ? [entry] : entry;
  return { url: url.replaceAll('PORT', String(port)), addresses, empty, listed };
}
