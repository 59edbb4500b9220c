import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { SecretSet } from '@/lib/redaction/secret-set';
import { ManualClock } from '../support/manual-clock';

const value = `p&ss <w"o'rd>/+ü 9~`;
const set = SecretSet.of(Secret.of(value));
const base64At = (offset: number, encoding: 'base64' | 'base64url') =>
  Buffer.from(`${'x'.repeat(offset)}${value}yz`).toString(encoding);

const disguises: [string, string][] = [
  ['plain', value],
  ['decomposed Unicode', value.normalize('NFD')],
  ['percent-encoded', encodeURIComponent(value)],
  ['percent-encoded in lower case', encodeURIComponent(value).replace(/%../g, (code) => code.toLowerCase())],
  ['form-encoded', new URLSearchParams({ p: value }).toString()],
  ['percent-encoded with plus for blanks', encodeURIComponent(value).replaceAll('%20', '+')],
  ['JSON', JSON.stringify({ p: value })],
  ['JSON with escaped slashes', JSON.stringify({ p: value }).replaceAll('/', '\\/')],
  ['JSON in ASCII', JSON.stringify({ p: value }).replaceAll('ü', '\\u00fc')],
  ['JSON in ASCII, upper case', JSON.stringify({ p: value }).replaceAll('ü', '\\u00FC')],
  [
    'JSON inside a script',
    JSON.stringify(value).replace(/[<>&']/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
  ],
  ['HTML text', value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
  [
    'an HTML attribute',
    value
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  ],
  ['base64, first place', base64At(0, 'base64')],
  ['base64, second place', base64At(1, 'base64')],
  ['base64, third place', base64At(2, 'base64')],
  ['base64url', base64At(1, 'base64url')],
  ['base64 of UTF-16', Buffer.from(value, 'utf16le').toString('base64')],
  ['hex', Buffer.from(value).toString('hex')],
  ['hex in upper case', Buffer.from(value).toString('hex').toUpperCase()],
  ['hex of UTF-16', Buffer.from(value, 'utf16le').toString('hex')],
];

/** Of all of Unicode but its surrogates; fast-check's own takes seconds to make its tables. */
const anyText = (length: { minLength?: number; maxLength: number }) =>
  fc
    .array(
      fc.nat(0x10ffff).filter((point) => point < 0xd800 || point > 0xdfff),
      length,
    )
    .map((points) => String.fromCodePoint(...points));

describe('a secret is found and removed', () => {
  test.each(disguises)('as %s', (_name, text) => {
    const surrounded = `before ${text} after`;
    expect(set.appearsIn(surrounded)).toBe(true);
    const scrubbed = set.scrub(surrounded);
    expect(scrubbed).toContain('[secret]');
    expect(set.appearsIn(scrubbed)).toBe(false);
  });

  test('wherever it stands in base64 or in a URL, for any value', () => {
    fc.assert(
      fc.property(anyText({ minLength: 4, maxLength: 40 }), anyText({ maxLength: 20 }), (secret, around) => {
        const one = SecretSet.of(Secret.of(secret));
        const bytes = Buffer.concat([Buffer.from(around), Buffer.from(secret), Buffer.from(around)]);
        expect(one.appearsIn(bytes.toString('base64'))).toBe(true);
        expect(one.appearsIn(bytes.toString('base64url'))).toBe(true);
        expect(one.appearsIn(encodeURIComponent(around) + encodeURIComponent(secret))).toBe(true);
        expect(one.appearsIn(JSON.stringify(around + secret))).toBe(true);
        expect(one.appearsIn(one.scrub(`${around}${secret}${around}`).replaceAll('[secret]', '|'))).toBe(
          false,
        );
      }),
      { numRuns: 100 },
    );
  });
});

test('the longer of two nested secrets is removed as a whole', () => {
  const nested = SecretSet.of(Secret.of('tulip'), Secret.of('tulip-harbor'));
  expect(nested.scrub('a tulip-harbor b tulip c')).toBe('a [secret] b [secret] c');
});

test('of two secrets that overlap nothing is left', () => {
  const overlapping = SecretSet.of(Secret.of('tulip-harbor'), Secret.of('harbor-quartz'));
  expect(overlapping.scrub('a tulip-harbor-quartz b')).toBe('a [secret] b');
});

test('a secret added later is found from then on', () => {
  const growing = new SecretSet();
  expect(growing.scrub('code 194302')).toBe('code 194302');
  growing.add(Secret.of('194302'));
  expect(growing.scrub('code 194302')).toBe('code [secret]');
});

test('values under four characters are left alone, because they occur everywhere', () => {
  expect(SecretSet.of(Secret.of('abc')).appearsIn('abc')).toBe(false);
});

test.each([
  [
    'a secret inside a longer base64 text of JSON',
    Buffer.from(JSON.stringify({ a: 1, p: value })).toString('base64'),
  ],
  ['JSON inside JSON', JSON.stringify({ body: JSON.stringify({ p: value }) })],
  ['JSON inside a query', `https://a.example/?q=${encodeURIComponent(JSON.stringify({ p: value }))}`],
  ['a query inside JSON', JSON.stringify({ url: `https://a.example/?p=${encodeURIComponent(value)}` })],
])('%s is found', (_name, text) => {
  expect(set.appearsIn(text)).toBe(true);
});

test.each(['utf8', 'utf16le', 'latin1'] as const)('in bytes it is found as %s', (encoding) => {
  const latin = 'Tür-und-Tor-17';
  const bytes = Buffer.concat([Buffer.from([0, 255, 7]), Buffer.from(latin, encoding), Buffer.from([9])]);
  expect(SecretSet.of(Secret.of(latin)).appearsIn(bytes)).toBe(true);
  expect(SecretSet.of(Secret.of('Another-word-17')).appearsIn(bytes)).toBe(false);
});

test('of many secrets that begin alike each one is found, and no other', () => {
  const tokens = Array.from({ length: 300 }, (_, place) => `ops_token-of-one-kind-${place}`);
  const many = SecretSet.of(...tokens.map((token) => Secret.of(token)));
  expect(tokens.every((token) => many.appearsIn(`x ${token} y`))).toBe(true);
  expect(many.appearsIn('ops_token-of-one-kind-')).toBe(false);
});

test('a value is looked for as long as it is fresh, and no more than the limit are kept', () => {
  const clock = new ManualClock();
  const short = new SecretSet({ lifeMs: 1_000, most: 8, clock });
  const add = (name: string) => short.add(Secret.of(name));
  add('early-bird');
  clock.advance(900);
  add('early-bird');
  clock.advance(900);
  add('late-riser');
  expect(short.scrub('early-bird late-riser')).toBe('[secret] [secret]');
  clock.advance(1_000);
  add('third-guest');
  expect(short.scrub('early-bird third-guest')).toBe('early-bird [secret]');
  for (let place = 0; place < 8; place += 1) add(`crowd-member-${place}`);
  expect(short.scrub('third-guest crowd-member-7')).toBe('third-guest [secret]');
});

test('inside JSON every text is scrubbed, names and whole numbers too, and its shape stays', () => {
  const codes = SecretSet.of(Secret.of('194302'), Secret.of('","level":"'));
  const line = {
    code: 194302,
    at: 1764194302123,
    list: ['code 194302', null, true],
    '194302': 1,
    a: '","level":"',
  };
  expect(codes.scrubValue(line)).toEqual({
    code: '[secret]',
    at: 1764194302123,
    list: ['code [secret]', null, true],
    '[secret]': 1,
    a: '[secret]',
  });
});

test('neither printing nor serialising the set shows a value', () => {
  expect(JSON.stringify(set) + String(set) + Object.keys(set).join()).not.toContain('ss <w');
});
