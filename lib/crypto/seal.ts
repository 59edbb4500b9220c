import { invariant } from '@/lib/kernel/assert';
import { Secret } from '@/lib/kernel/secret';
import type { RecordLocation } from './associated-data';
import type { DataPurpose, Sealed } from './purpose';
import { encryptRecord } from './record-cipher';
import type { WorkspaceKey } from './workspace-key';

/** Which cell a value belongs to and what it is for. The workspace comes from the key: it cannot disagree. */
export interface SealContext<P extends DataPurpose> extends RecordLocation {
  readonly purpose: P;
}

/**
 * Encryption at rest.
 *
 * Promise: what `seal` returns opens only in the same workspace, table, column, row and generation, for the same
 * purpose and under the same key version; any other use and any changed bit is refused by `open`. Two seals of
 * one value share no key, no nonce and no ciphertext.
 * Never: a default context, a key that encrypts data directly, a plaintext in an error.
 *
 * Blob: header (see record-header.ts) || ciphertext || 16-byte tag.
 */
export function seal<P extends DataPurpose>(
  key: WorkspaceKey,
  context: SealContext<P>,
  plaintext: Secret | Buffer,
): Sealed<P> {
  const scope = { purpose: context.purpose, workspaceId: key.workspaceId, location: context };
  if (!(plaintext instanceof Secret)) return encryptRecord(key.key, key.version, scope, plaintext);
  const bytes = secretBytes(plaintext);
  try {
    return encryptRecord(key.key, key.version, scope, bytes);
  } finally {
    bytes.fill(0);
  }
}

/** A lone surrogate has no UTF-8 form and would come back as U+FFFD: a silently different password. */
function secretBytes(secret: Secret): Buffer {
  const text = secret.reveal();
  const bytes = Buffer.from(text, 'utf8');
  invariant(bytes.toString('utf8') === text, 'a sealed text is well-formed Unicode');
  return bytes;
}
