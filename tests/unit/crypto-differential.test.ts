import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvKeyProvider } from '@/lib/crypto/key-provider';
import { open } from '@/lib/crypto/open';
import { DecryptError } from '@/lib/crypto/open-errors';
import { type SealContext, seal } from '@/lib/crypto/seal';
import { workspaceKeyring } from '@/lib/crypto/workspace-keyring';
import { newId } from '@/lib/kernel/id';
import { goldenRecords, goldenWrappedKeys } from './golden/golden-records';
import { hkdfSha256, type ReferenceRecord, referenceOpen, referenceSeal } from './golden/reference-cipher';

const REFERENCE_CODES = {
  'conn-token': 1,
  'cache-secret': 2,
  'rotation-candidate': 3,
  'session-state': 4,
  artifact: 5,
  'entry-secret': 6,
  'api-encryption-key': 7,
  webhook: 8,
} as const;

const purposes = fc.constantFrom(...goldenRecords.map((golden) => golden.purpose));
const cells = fc.record({
  purpose: purposes,
  keyVersion: fc.integer({ min: 1, max: 0xffff_ffff }),
  table: fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/),
  column: fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/),
  generation: fc.option(fc.maxSafeNat()),
  narrowing: fc.constantFrom(
    {},
    { parentId: newId(), part: 'login' },
    { parentId: newId(), part: 'secret/pin' },
  ),
  plaintext: fc.uint8Array({ maxLength: 200 }),
});

describe('the stored format', () => {
  it('is read alike by an independent implementation, in both directions', () => {
    fc.assert(
      fc.property(cells, ({ purpose, keyVersion, table, column, generation, narrowing, plaintext }) => {
        const rootKey = randomBytes(32);
        const cell = { purpose, table, column, rowId: newId(), ...narrowing };
        const context: SealContext<typeof purpose> = generation === null ? cell : { ...cell, generation };
        const workspaceId = newId();
        const key = { workspaceId, version: keyVersion, key: createSecretKey(rootKey) };
        const record: ReferenceRecord = {
          ...cell,
          rootKey,
          purposeCode: REFERENCE_CODES[purpose],
          keyVersion,
          workspaceId,
          generation,
        };
        expect(referenceOpen(record, seal(key, context, Buffer.from(plaintext)))).toEqual(plaintext);
        const foreign = referenceSeal(record, randomBytes(16), randomBytes(12), plaintext);
        expect(open(workspaceKeyring(key), context, foreign).equals(plaintext)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is frozen in 20 blobs that the independent implementation reproduces bit by bit', () => {
    const again = [
      ...goldenRecords.map((golden) => {
        const record = {
          ...golden,
          rootKey: golden.key,
          purposeCode: REFERENCE_CODES[golden.purpose],
        };
        return { golden, blob: resealed(record, golden.blob, golden.plaintext) };
      }),
      ...goldenWrappedKeys.map((golden) => {
        const { workspaceId, version } = golden;
        const cell = { table: 'workspace_key', column: 'wrapped', rowId: workspaceId, generation: version };
        const wrap = { purpose: 'wk', purposeCode: 9, keyVersion: version };
        const record = { ...cell, ...wrap, workspaceId, rootKey: golden.kek };
        return { golden, blob: resealed(record, golden.blob, golden.key) };
      }),
    ];
    expect(again).toHaveLength(20);
    for (const { golden, blob } of again) expect(blob.equals(golden.blob), golden.name).toBe(true);
  });
});

describe('a blob made with the right key', () => {
  const rootKey = randomBytes(32);
  const workspaceId = newId();
  const context: SealContext<'webhook'> = {
    purpose: 'webhook',
    table: 'webhook_endpoint',
    column: 'secret',
    rowId: newId(),
  };
  const keyring = workspaceKeyring({ workspaceId, version: 1, key: createSecretKey(rootKey) });
  const record = { ...context, rootKey, workspaceId, purposeCode: 8, keyVersion: 1, generation: null };
  const made = (change: Partial<ReferenceRecord>) =>
    referenceSeal({ ...record, ...change }, randomBytes(16), randomBytes(12), Buffer.from('plaintext'));

  it('is refused when its header names another format, algorithm or purpose', () => {
    expect(open(keyring, context, made({})).toString()).toBe('plaintext');
    for (const change of [
      { format: [0x4c, 0x4b, 0x30, 0x32, 1] },
      { format: [0x4c, 0x4b, 0x30, 0x31, 0] },
      { format: [0x4c, 0x4b, 0x30, 0x31, 2] },
      { purposeCode: 1 },
      { purposeCode: 9 },
    ]) {
      expect(() => open(keyring, context, made(change))).toThrow(DecryptError);
    }
  });

  it('is refused as a wrapped key when its header names another version than its row', async () => {
    const cell = { table: 'workspace_key', column: 'wrapped', rowId: workspaceId, generation: 2 };
    const wrap = { ...cell, rootKey, workspaceId, purpose: 'wk', purposeCode: 9, keyVersion: 1 };
    const provider = new EnvKeyProvider(rootKey);
    const unwrap = (keyVersion: number, keyBytes: number) => {
      const salt = randomBytes(16);
      const blob = referenceSeal({ ...wrap, keyVersion }, salt, randomBytes(12), randomBytes(keyBytes));
      return provider.unwrap(provider.currentKekId, blob, { workspaceId, version: 2 });
    };
    await expect(unwrap(2, 32)).resolves.toMatchObject({ symmetricKeySize: 32 });
    await expect(unwrap(1, 32)).rejects.toThrow(DecryptError);
    await expect(unwrap(2, 31)).rejects.toThrow(DecryptError);
  });
});

describe('the independent implementation', () => {
  it('derives keys as RFC 5869, appendix A, test case 1', () => {
    const output = hkdfSha256(
      Buffer.alloc(22, 0x0b),
      Buffer.from('000102030405060708090a0b0c', 'hex'),
      Buffer.from('f0f1f2f3f4f5f6f7f8f9', 'hex'),
      42,
    );
    expect(output.toString('hex')).toBe(
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    );
  });
});

function resealed(record: ReferenceRecord, blob: Buffer, plaintext: Buffer): Buffer {
  return referenceSeal(record, blob.subarray(10, 26), blob.subarray(26, 38), plaintext);
}
