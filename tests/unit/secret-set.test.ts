import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SecretSet } from '@/lib/browser/secret-set';
import { Secret } from '@/lib/kernel/secret';

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
      fc.property(
        fc.string({ minLength: 4, maxLength: 40, unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (secret, around) => {
          const one = SecretSet.of(Secret.of(secret));
          const bytes = Buffer.concat([Buffer.from(around), Buffer.from(secret), Buffer.from(around)]);
          expect(one.appearsIn(bytes.toString('base64'))).toBe(true);
          expect(one.appearsIn(bytes.toString('base64url'))).toBe(true);
          expect(one.appearsIn(encodeURIComponent(around) + encodeURIComponent(secret))).toBe(true);
          expect(one.appearsIn(JSON.stringify(around + secret))).toBe(true);
          expect(one.appearsIn(one.scrub(`${around}${secret}${around}`).replaceAll('[secret]', '|'))).toBe(
            false,
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('the longer of two nested secrets is removed as a whole', () => {
  const nested = SecretSet.of(Secret.of('tulip'), Secret.of('tulip-harbor'));
  expect(nested.scrub('a tulip-harbor b tulip c')).toBe('a [secret] b [secret] c');
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

test('neither printing nor serialising the set shows a value', () => {
  expect(JSON.stringify(set) + String(set) + Object.keys(set).join()).not.toContain('ss <w');
});
