import { gcm } from '@noble/ciphers/aes.js';
import { describe, expect, it } from 'vitest';
import { gcmDecrypt, gcmEncrypt } from '@/lib/crypto/aes-gcm';

/**
 * The AES-256 cases with a 96-bit nonce of McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)",
 * appendix B, test cases 13 to 16.
 */
const KEY = 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308';
const TEXT =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255';
const CIPHERTEXT =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';
const vectors = [
  {
    name: 'case 13, empty',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    associated: '',
    plaintext: '',
    ciphertext: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    name: 'case 14, one block of zeros',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    associated: '',
    plaintext: '00'.repeat(16),
    ciphertext: 'cea7403d4d606b6e074ec5d3baf39d18',
    tag: 'd0d1c8a799996bf0265b98b5d48ab919',
  },
  {
    name: 'case 15, four blocks',
    key: KEY,
    nonce: 'cafebabefacedbaddecaf888',
    associated: '',
    plaintext: TEXT,
    ciphertext: CIPHERTEXT,
    tag: 'b094dac5d93471bdec1a502270e3cc6c',
  },
  {
    name: 'case 16, a short last block and associated data',
    key: KEY,
    nonce: 'cafebabefacedbaddecaf888',
    associated: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plaintext: TEXT.slice(0, 120),
    ciphertext: CIPHERTEXT.slice(0, 120),
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
];

describe.each(vectors)('AES-256-GCM, $name', (vector) => {
  const key = Buffer.from(vector.key, 'hex');
  const nonce = Buffer.from(vector.nonce, 'hex');
  const associated = Buffer.from(vector.associated, 'hex');
  const plaintext = Buffer.from(vector.plaintext, 'hex');
  const sealed = Buffer.from(vector.ciphertext + vector.tag, 'hex');

  it('encrypts to the published bytes, as @noble/ciphers does', () => {
    expect(gcmEncrypt(key, nonce, associated, plaintext).toString('hex')).toBe(sealed.toString('hex'));
    const noble = gcm(Uint8Array.from(key), nonce, Uint8Array.from(associated)).encrypt(plaintext);
    expect(Buffer.from(noble).equals(sealed)).toBe(true);
  });

  it('decrypts the published bytes', () => {
    expect(gcmDecrypt(key, nonce, associated, sealed)?.toString('hex')).toBe(vector.plaintext);
  });

  it('refuses every single-bit flip of the tag and every shorter tag', () => {
    for (let bit = 0; bit < 128; bit += 1) {
      const flipped = Buffer.from(sealed);
      const at = sealed.length - 16 + (bit >> 3);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (bit & 7)), at);
      expect(gcmDecrypt(key, nonce, associated, flipped)).toBeUndefined();
    }
    for (const tagBytes of [0, 4, 8, 12, 13, 14, 15]) {
      const cut = sealed.subarray(0, sealed.length - 16 + tagBytes);
      expect(gcmDecrypt(key, nonce, associated, cut)).toBeUndefined();
    }
  });

  it('refuses other associated data', () => {
    expect(gcmDecrypt(key, nonce, Buffer.concat([associated, Buffer.from([0])]), sealed)).toBeUndefined();
  });
});
