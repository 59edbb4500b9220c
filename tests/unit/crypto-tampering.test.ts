import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvKeyProvider } from '@/lib/crypto/key-provider';
import { open } from '@/lib/crypto/open';
import { DecryptError, KeyUnavailableError } from '@/lib/crypto/open-errors';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import {
  contextOf,
  type GoldenRecord,
  goldenRecords,
  goldenWrappedKeys,
  keyringOf,
} from './golden/golden-records';

const REFUSED = 'DecryptError DECRYPT_FAILED the sealed value cannot be opened undefined';
const UNAVAILABLE =
  'KeyUnavailableError KEY_UNAVAILABLE the key of the sealed value is not available undefined';
const KEY_VERSION_BITS = { from: 6 * 8, to: 10 * 8 };

/** Claims to know the key for every version, so that only the tag can refuse a changed version. */
function knowsEveryVersion(golden: GoldenRecord): WorkspaceKeyring {
  const { workspaceId } = golden;
  const key = createSecretKey(golden.key);
  const find = (version: number) => ({ workspaceId, version, key });
  return { workspaceId, active: find(golden.keyVersion), find };
}

function withBitFlipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}

function uuidWithBitFlipped(id: string, bit: number): string {
  const digits = withBitFlipped(Buffer.from(id.replaceAll('-', ''), 'hex'), bit).toString('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Another generation than the given one; 0 where there was none. */
function neighbourOf(generation: number | null): number {
  if (generation === null) return 0;
  return generation === 0 ? 1 : generation - 1;
}

/** All a caller could see of a refusal. `opened` is the failure these tests look for. */
function outcome(attempt: () => unknown): string {
  try {
    attempt();
    return 'opened';
  } catch (error) {
    return describeRefusal(error);
  }
}

function describeRefusal(error: unknown): string {
  if (!(error instanceof DecryptError || error instanceof KeyUnavailableError)) return `crashed: ${error}`;
  return `${error.name} ${error.code} ${error.message} ${error.cause}`;
}

describe.each(goldenRecords)('frozen blob: $name', (golden) => {
  const context = contextOf(golden);
  const keyring = keyringOf(golden);

  it('still opens', () => {
    expect(open(keyring, context, golden.blob).equals(golden.plaintext)).toBe(true);
  });

  it('is refused with one text after any single-bit flip', () => {
    const everyVersion = knowsEveryVersion(golden);
    const outcomes = new Set<string>();
    for (let bit = 0; bit < golden.blob.length * 8; bit += 1) {
      outcomes.add(outcome(() => open(everyVersion, context, withBitFlipped(golden.blob, bit))));
    }
    expect([...outcomes]).toEqual([REFUSED]);
  });

  it('asks for the key it names after a flip in the key version', () => {
    const outcomes = new Set<string>();
    for (let bit = KEY_VERSION_BITS.from; bit < KEY_VERSION_BITS.to; bit += 1) {
      outcomes.add(outcome(() => open(keyring, context, withBitFlipped(golden.blob, bit))));
    }
    expect([...outcomes]).toEqual([UNAVAILABLE]);
  });

  it('is refused with one text after any change of its cell', () => {
    const outcomes = new Set<string>();
    const tryCell = (cell: typeof context) => outcomes.add(outcome(() => open(keyring, cell, golden.blob)));
    for (let bit = 0; bit < 128; bit += 1) {
      tryCell({ ...context, rowId: uuidWithBitFlipped(context.rowId, bit) });
      const workspaceId = uuidWithBitFlipped(golden.workspaceId, bit);
      outcomes.add(outcome(() => open(keyringOf({ ...golden, workspaceId }), context, golden.blob)));
    }
    tryCell({ ...context, table: `${context.table}s` });
    tryCell({ ...context, column: `${context.column}s` });
    tryCell({ ...context, table: context.column, column: context.table });
    tryCell({ ...context, generation: neighbourOf(golden.generation) });
    const { generation: _, ...ungenerated } = context;
    if (golden.generation !== null) tryCell(ungenerated);
    expect([...outcomes]).toEqual([REFUSED]);
  });

  it('is refused when its tag is cut to 4, 8, 12, 13, 14 or 15 bytes, or grows', () => {
    for (const tagBytes of [0, 1, 4, 8, 12, 13, 14, 15]) {
      const cut = golden.blob.subarray(0, golden.blob.length - 16 + tagBytes);
      expect(outcome(() => open(keyring, context, cut))).toBe(REFUSED);
    }
    const grown = Buffer.concat([golden.blob, Buffer.from([0])]);
    expect(outcome(() => open(keyring, context, grown))).toBe(REFUSED);
  });
});

describe.each(goldenWrappedKeys)('frozen wrapped key: $name', (golden) => {
  const provider = new EnvKeyProvider(golden.kek);
  const { kekId, workspaceId, version, blob } = golden;

  it('still unwraps', async () => {
    const key = await provider.unwrap(kekId, blob, { workspaceId, version });
    expect(key.export().equals(golden.key)).toBe(true);
  });

  it('is refused with one text after any single-bit flip, for another version or another workspace', async () => {
    const unwrap = (bytes: Buffer, context: { workspaceId: string; version: number }) =>
      provider.unwrap(kekId, bytes, context).then(() => 'opened', describeRefusal);
    const outcomes = new Set<string>();
    for (let bit = 0; bit < blob.length * 8; bit += 1) {
      outcomes.add(await unwrap(withBitFlipped(blob, bit), { workspaceId, version }));
    }
    outcomes.add(await unwrap(blob, { workspaceId, version: version - 1 }));
    outcomes.add(await unwrap(blob, { workspaceId: uuidWithBitFlipped(workspaceId, 0), version }));
    expect([...outcomes]).toEqual([REFUSED]);
  });
});

describe('open', () => {
  const [golden] = goldenRecords;
  if (golden === undefined) throw new Error('there are frozen blobs');
  const keyring = keyringOf(golden);
  const context = contextOf(golden);

  it('answers arbitrary bytes with one of its two errors', () => {
    const header = golden.blob.subarray(0, 38);
    const bytes = fc.uint8Array({ maxLength: 300 });
    const candidates = fc.oneof(
      bytes,
      bytes.map((tail) => Buffer.concat([header.subarray(0, 6), tail])),
      bytes.map((tail) => Buffer.concat([header, tail])),
    );
    fc.assert(
      fc.property(candidates, (candidate) => {
        expect([REFUSED, UNAVAILABLE]).toContain(outcome(() => open(keyring, context, candidate)));
      }),
      { numRuns: 3000 },
    );
  });

  it('answers a genuine blob with any slice replaced with one of its two errors', () => {
    const position = fc.nat({ max: golden.blob.length });
    fc.assert(
      fc.property(position, position, fc.uint8Array({ maxLength: 40 }), (from, to, replacement) => {
        const candidate = Buffer.concat([
          golden.blob.subarray(0, Math.min(from, to)),
          replacement,
          golden.blob.subarray(Math.max(from, to)),
        ]);
        fc.pre(!candidate.equals(golden.blob));
        expect([REFUSED, UNAVAILABLE]).toContain(outcome(() => open(keyring, context, candidate)));
      }),
      { numRuns: 3000 },
    );
  });
});
