import { Secret } from '@/lib/kernel/secret';
import { DecryptError, KeyUnavailableError } from './open-errors';
import type { DataPurpose, SealedColumn } from './purpose';
import { decryptRecord } from './record-cipher';
import { parseRecord } from './record-header';
import type { SealContext } from './seal';
import type { WorkspaceKeyring } from './workspace-keyring';

/**
 * The inverse of `seal`. Throws `KeyUnavailableError` when the keyring lacks the version the blob names, else
 * `DecryptError` for whatever is not a genuine blob of exactly this context. The caller owns the returned buffer
 * and overwrites it when done.
 */
export function open<P extends DataPurpose>(
  keyring: WorkspaceKeyring,
  context: SealContext<P>,
  blob: SealedColumn<P>,
): Buffer {
  const record = parseRecord(blob, context.purpose);
  const key = keyring.find(record.keyVersion);
  if (key === undefined) throw new KeyUnavailableError(`workspace key version ${record.keyVersion}`);
  const scope = { purpose: context.purpose, workspaceId: keyring.workspaceId, location: context };
  return decryptRecord(key.key, scope, record);
}

/** For what was sealed from a `Secret`. Bytes that are no text are refused rather than replaced. */
export function openSecret<P extends DataPurpose>(
  keyring: WorkspaceKeyring,
  context: SealContext<P>,
  blob: SealedColumn<P>,
): Secret {
  const bytes = open(keyring, context, blob);
  try {
    // ignoreBOM keeps a leading U+FEFF, which is part of the secret like any other character.
    return Secret.of(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new DecryptError();
  } finally {
    bytes.fill(0);
  }
}
