import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { StreamScrubber } from '@/lib/redaction/stream-scrubber';

const value = `tulip "Harbor" ü/94`;

async function through(chunks: readonly (Buffer | string)[], ...secrets: string[]): Promise<Buffer> {
  const scrubber = new StreamScrubber(secrets.map((secret) => Secret.of(secret)));
  for (const chunk of chunks) scrubber.write(chunk);
  scrubber.end();
  return buffer(scrubber);
}

describe('bytes that come in pieces', () => {
  test('are rid of a secret wherever they are cut, whatever encoding it is in', async () => {
    const encoded = [
      value,
      encodeURIComponent(value),
      JSON.stringify(value),
      Buffer.from(value).toString('base64'),
    ];
    const whole = Buffer.from(encoded.map((text) => `<${text}>`).join('\n'));
    const expected = await through([whole], value);
    expect(expected.toString()).not.toMatch(/tulip|dHVsaXA/);
    for (let cut = 1; cut < whole.length; cut += 1) {
      expect(await through([whole.subarray(0, cut), whole.subarray(cut)], value)).toEqual(expected);
    }
  });

  test('come out the same however they are cut into many', async () => {
    const text = `a ${value} b tulip tulip "Har ${Buffer.from(value).toString('hex')} c`;
    const whole = Buffer.from(text.repeat(3));
    const expected = await through([whole], value, 'tulip tulip');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 12 }), async (cuts) => {
        const places = [0, ...cuts.sort((left, right) => left - right), whole.length];
        const chunks = places.slice(1).map((end, place) => whole.subarray(places[place], end));
        expect(await through(chunks, value, 'tulip tulip')).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('pass unchanged when they are no text at all', async () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, place) => (place * 7) % 256));
    expect(await through([bytes.subarray(0, 1001), bytes.subarray(1001)], value)).toEqual(bytes);
  });

  test('are not held back unless they end like a secret begins', async () => {
    const scrubber = new StreamScrubber([Secret.of('secret-word')]);
    const seen: string[] = [];
    scrubber.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
    const write = (text: string) => new Promise((resolve) => scrubber.write(text, resolve));
    await write('Password: ');
    expect(seen).toEqual(['Password: ']);
    await write('it begins with sec');
    expect(seen.join('')).toBe('Password: it begins with ');
    await write('ond ');
    expect(seen.join('')).toBe('Password: it begins with second ');
  });

  test('pass at once when there are no secrets', async () => {
    expect((await through(['one', 'two'])).toString()).toBe('onetwo');
  });
});
