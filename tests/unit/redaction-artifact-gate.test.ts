import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { ArtifactGate, ArtifactRefusedError } from '@/lib/redaction/artifact-gate';
import { SecretSet } from '@/lib/redaction/secret-set';
import { unpacked } from '@/lib/redaction/unpack';
import { pngWith, zipOf } from '../support/packed-files';

const value = `tulip & "Harbor" 94/quartz`;
const gate = new ArtifactGate(SecretSet.of(Secret.of(value), Secret.of('194302')));
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a text', () => {
  test('is rid of what can be taken out and goes', () => {
    expect(gate.text('a note', `it said ${value}`)).toBe('it said [secret]');
    expect(gate.text('a note', 'Opened the account page.')).toBe('Opened the account page.');
    expect(gate.value('data', { a: [value, 'x', null] })).toEqual({ a: ['[secret]', 'x', null] });
  });

  test.each([
    ['base64 of base64', base64(base64(value))],
    ['base64 of base64 inside a longer one', base64(`{"token":"${base64(`x${value}`)}"}`)],
    [
      'escapes of some characters that need none',
      value.replace(/[aeiou]/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
    ],
    ['entities for every character', [...value].map((c) => `&#${c.charCodeAt(0)};`).join('')],
    ['escapes of JavaScript', [...value].map((c) => `\\x${c.charCodeAt(0).toString(16)}`).join('')],
    [
      'a query inside JSON inside a query',
      encodeURIComponent(JSON.stringify({ q: encodeURIComponent(JSON.stringify(value)) })),
    ],
    ['hex of base64', Buffer.from(base64(value)).toString('hex')],
  ])('that still holds a secret as %s is refused as a whole', (_name, text) => {
    expect(() => gate.text('a note', `before ${text} after`)).toThrow(ArtifactRefusedError);
    expect(() => gate.value('the data', { deep: [{ text }] })).toThrow('the data was withheld');
  });

  test('without a secret is never refused for its looks', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary-ascii' }), (text) => {
        fc.pre(!text.includes('194302'));
        expect(gate.text('a note', text)).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  test('is judged in bounded time, however deeply it seems to be nested', () => {
    const nested = '%25'.repeat(20_000) + base64('x'.repeat(50_000));
    expect(gate.text('a note', nested)).toBe(nested);
  });
});

describe('a file', () => {
  const zip = zipOf({ 'trace.network': `{"postData":"${value}"}`, 'a.txt': 'fine' });

  test.each([
    ['plain', Buffer.from(`x ${value}`)],
    ['in UTF-16', Buffer.from(value, 'utf16le')],
    ['gzipped', gzipSync(value)],
    ['in a zip', zip],
    ['in a zip inside a zip', zipOf({ 'inner.zip': zip })],
    [
      'in a compressed text chunk of a picture',
      pngWith('zTXt', Buffer.concat([Buffer.from('k\0\0'), deflateSync(value)])),
    ],
    [
      'in an international text chunk',
      pngWith('iTXt', Buffer.concat([Buffer.from('k\0\x01\0\0\0'), deflateSync(value)])),
    ],
    ['in a plain text chunk', pngWith('tEXt', Buffer.from(`k\0${value}`))],
  ])('with a secret %s is refused', (_name, bytes) => {
    expect(() => gate.file('the file', bytes)).toThrow(ArtifactRefusedError);
  });

  test.each([
    ['empty', Buffer.alloc(0)],
    ['short', Buffer.from('PK')],
    ['a text', Buffer.from('invoice 7')],
    ['a zip', zipOf({ 'a.txt': 'fine' })],
    ['a picture', pngWith('tEXt', Buffer.from('k\0fine'))],
  ])('without one goes unchanged: %s', (_name, bytes) => {
    expect(gate.file('the file', bytes)).toBe(bytes);
  });

  test.each([
    ['a broken zip', zip.subarray(0, zip.length - 30)],
    ['a broken gzip', gzipSync('x').subarray(0, 12)],
    ['what unpacks without end', gzipSync(Buffer.alloc(70 * 1024 * 1024))],
    [
      'a zip in a zip in a zip in a zip in a zip',
      [1, 2, 3, 4].reduce((inner) => zipOf({ z: inner }), zipOf({ z: 'x' })),
    ],
  ])('that cannot be looked into is refused: %s', (_name, bytes) => {
    expect(() => gate.file('the file', bytes)).toThrow(ArtifactRefusedError);
  });

  test('is unpacked into all of its parts', () => {
    expect(
      unpacked(zipOf({ a: 'one', b: 'two' }))
        .slice(1)
        .map(String),
    ).toEqual(['one', 'two']);
  });
});
