import { VaultClient } from 'cloudcruise';
import { decryptData, encryptData } from 'cloudcruise/dist/vault/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decryptFromClient,
  encryptForClient,
  newApiEncryptionKey,
  WireDecryptError,
} from '@/lib/crypto/wire-encryption';
import { Secret } from '@/lib/kernel/secret';

const key = newApiEncryptionKey();

function reasonOf(attempt: () => unknown): string {
  try {
    attempt();
    return 'decrypted';
  } catch (error) {
    return error instanceof WireDecryptError ? error.reason : `crashed: ${error}`;
  }
}

describe('the published cloudcruise client', () => {
  it('sends fields that decrypt here and reads fields that were encrypted here', async () => {
    const sent: unknown[] = [];
    const answer = {
      user_name: encryptForClient(key, 'ada@example.test'),
      password: encryptForClient(key, Secret.of('pässwörd "\\\n🔑')),
      tfa_secret: encryptForClient(key, Secret.of('')),
    };
    const client = new VaultClient(async (_method, _path, body) => {
      sent.push(body);
      return JSON.parse(JSON.stringify([answer]));
    }, key.reveal());
    await client.create('https://example.test', 'ada', { user_name: 'ada', password: 'p\u2028w🔑' });
    const [body] = sent;
    expect(body).toMatchObject({
      user_name: expect.stringMatching(/^[0-9a-f]{56,}$/),
      password: expect.stringMatching(/^[0-9a-f]{56,}$/),
    });
    const fields = Object.entries(body ?? {});
    const opened = fields
      .filter(([name]) => name === 'user_name' || name === 'password')
      .map(([name, hex]) => [name, decryptFromClient(key, String(hex)).reveal()]);
    expect(opened).toEqual([
      ['user_name', 'ada'],
      ['password', 'p\u2028w🔑'],
    ]);
    const [entry] = await client.get();
    expect(entry).toMatchObject({
      user_name: 'ada@example.test',
      password: 'pässwörd "\\\n🔑',
      tfa_secret: '',
    });
  });

  it('agrees on any text in both directions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        expect(decryptFromClient(key, await encryptData(text, key.reveal())).reveal()).toBe(text);
        expect(await decryptData(encryptForClient(key, Secret.of(text)), key.reveal())).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('is told apart where it encrypts null, which takes a value away', async () => {
    const hex = await encryptData(null, key.reveal());
    expect(reasonOf(() => decryptFromClient(key, hex))).toBe('is_null');
  });

  it.each([7, true, ['a'], { a: 1 }, 'half a pair: \ud800'])('is refused for %j', async (value) => {
    const hex = await encryptData(value, key.reveal());
    expect(reasonOf(() => decryptFromClient(key, hex))).toBe('not_a_string');
  });
});

describe('decryptFromClient', () => {
  const hex = encryptForClient(key, 'secret value');

  it('says what is wrong with a value', () => {
    const cases: [string, string][] = [
      ['', 'too_short'],
      ['ab'.repeat(27), 'too_short'],
      ['ab'.repeat(28), 'wrong_key'],
      [`${hex.slice(0, -1)}g`, 'not_hex'],
      [hex.slice(0, -1), 'not_hex'],
      [`${hex} `, 'not_hex'],
      [`${hex}\n`, 'not_hex'],
      [hex.replace(/[a-f]/g, (digit) => digit.toUpperCase()), 'not_hex'],
      ['a plain password', 'not_hex'],
      [`${hex}00`, 'wrong_key'],
      [hex.slice(0, -2), 'wrong_key'],
    ];
    for (const [value, reason] of cases) expect(reasonOf(() => decryptFromClient(key, value))).toBe(reason);
    expect(reasonOf(() => decryptFromClient(newApiEncryptionKey(), hex))).toBe('wrong_key');
  });

  it('refuses every single-bit flip', () => {
    const bytes = Buffer.from(hex, 'hex');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(reasonOf(() => decryptFromClient(key, flipped.toString('hex')))).toBe('wrong_key');
    }
  });

  it('answers any text with a typed error that does not quote it', () => {
    const texts = fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[0-9a-f]{50,120}$/));
    fc.assert(
      fc.property(texts, (text) => {
        expect(['not_hex', 'too_short', 'wrong_key']).toContain(reasonOf(() => decryptFromClient(key, text)));
      }),
      { numRuns: 1000 },
    );
    expect(new WireDecryptError('wrong_key').message).not.toContain(hex.slice(0, 8));
  });

  it('refuses a genuine empty plaintext', () => {
    const [iv, empty] = ['00'.repeat(12), '530f8afbc74536b9a963b4f1c4cb738b'];
    // McGrew and Viega, GCM test case 13: the all-zero key and nonce, nothing encrypted.
    expect(reasonOf(() => decryptFromClient(Secret.of('00'.repeat(32)), iv + empty))).toBe('not_a_string');
  });
});

describe('encryptForClient', () => {
  it('never repeats an iv', () => {
    const ivs = new Set(Array.from({ length: 5000 }, () => encryptForClient(key, 'x').slice(0, 24)));
    expect(ivs.size).toBe(5000);
  });

  it('accepts only 64 lower-case hex digits as a key, and makes such keys', () => {
    expect(key.reveal()).toMatch(/^[0-9a-f]{64}$/);
    expect(newApiEncryptionKey().reveal()).not.toBe(key.reveal());
    for (const wrong of ['', 'ab', 'AB'.repeat(32), 'zz'.repeat(32), 'ab'.repeat(33)]) {
      expect(() => encryptForClient(Secret.of(wrong), 'x')).toThrow(/^invariant broken/);
    }
  });
});
