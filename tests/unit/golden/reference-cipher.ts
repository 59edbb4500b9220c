import { createHmac } from 'node:crypto';
import { gcm } from '@noble/ciphers/aes.js';

/**
 * A second implementation of the stored format, written from its description and sharing no code with
 * lib/crypto: HKDF step by step after RFC 5869, AES-GCM from @noble/ciphers, codes and layout spelled out again.
 * It produced the frozen blobs beside this file; the differential test holds the two implementations together.
 */
export interface ReferenceRecord {
  readonly rootKey: Uint8Array;
  readonly purpose: string;
  readonly purposeCode: number;
  readonly keyVersion: number;
  readonly workspaceId: string;
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  readonly generation: number | null;
  readonly parentId?: string;
  readonly part?: string;
  /** Magic and algorithm; given only to make blobs of a format that must be refused. */
  readonly format?: readonly number[];
}

export function referenceSeal(
  record: ReferenceRecord,
  salt: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
): Buffer {
  const header = Buffer.concat([
    Buffer.from([...(record.format ?? [0x4c, 0x4b, 0x30, 0x31, 1]), record.purposeCode]),
    bigEndian(BigInt(record.keyVersion), 4),
    salt,
    nonce,
  ]);
  const key = hkdfSha256(record.rootKey, salt, Buffer.from(`latchkey/v1/${record.purpose}`), 32);
  const cipher = gcm(Uint8Array.from(key), nonce, boundBytes(header, record));
  return Buffer.concat([header, cipher.encrypt(plaintext)]);
}

/** Throws whatever @noble/ciphers throws when the tag does not match. */
export function referenceOpen(record: ReferenceRecord, blob: Uint8Array): Uint8Array {
  const header = blob.subarray(0, 38);
  const salt = blob.subarray(10, 26);
  const key = hkdfSha256(record.rootKey, salt, Buffer.from(`latchkey/v1/${record.purpose}`), 32);
  return gcm(Uint8Array.from(key), blob.subarray(26, 38), boundBytes(header, record)).decrypt(
    blob.subarray(38),
  );
}

export function hkdfSha256(input: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
  const extracted = createHmac('sha256', salt).update(input).digest();
  let block = Buffer.alloc(0);
  let output = Buffer.alloc(0);
  for (let counter = 1; output.length < length; counter += 1) {
    block = createHmac('sha256', extracted)
      .update(block)
      .update(info)
      .update(Buffer.from([counter]))
      .digest();
    output = Buffer.concat([output, block]);
  }
  return output.subarray(0, length);
}

function boundBytes(header: Uint8Array, record: ReferenceRecord): Uint8Array {
  const fields = [
    uuidBytes(record.workspaceId),
    Buffer.from(record.table),
    Buffer.from(record.column),
    uuidBytes(record.rowId),
    record.generation === null ? Buffer.alloc(0) : bigEndian(BigInt(record.generation), 8),
    ...(record.parentId === undefined ? [] : [uuidBytes(record.parentId)]),
    ...(record.part === undefined ? [] : [Buffer.from(record.part)]),
  ];
  const prefixed = fields.flatMap((field) => [bigEndian(BigInt(field.length), 2), field]);
  return Uint8Array.from(Buffer.concat([header, ...prefixed]));
}

function uuidBytes(id: string): Buffer {
  return Buffer.from(id.split('-').join(''), 'hex');
}

function bigEndian(value: bigint, bytes: number): Buffer {
  return Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex');
}
