import { Secret } from '@/lib/kernel/secret';
import { DecryptError, KeyUnavailableError } from './open-errors';
import type { DataPurpose, SealedColumn } from './purpose';
import { decryptRecord, prepareRecord } from './record-cipher';
import { type ParsedRecord, parseRecord } from './record-header';
import type { SealContext } from './seal';
import type { WorkspaceKey } from './workspace-key';
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
  const { record, key, scope } = located(keyring, context, blob);
  return decryptRecord(key.key, scope, record);
}

/**
 * For a value that is opened again and again: what is returned opens it each time, at the cost of the cipher alone, and
 * throws `DecryptError` like `open`. A key that the keyring lacks is found out here.
 */
export function prepareToOpen<P extends DataPurpose>(
  keyring: WorkspaceKeyring,
  context: SealContext<P>,
  blob: SealedColumn<P>,
): () => Buffer {
  const { record, key, scope } = located(keyring, context, blob);
  return prepareRecord(key.key, scope, record);
}

function located<P extends DataPurpose>(
  keyring: WorkspaceKeyring,
  context: SealContext<P>,
  blob: SealedColumn<P>,
): { record: ParsedRecord; key: WorkspaceKey; scope: Parameters<typeof decryptRecord>[1] } {
  const record = parseRecord(blob, context.purpose);
  const key = keyring.find(record.keyVersion);
  if (key === undefined) throw new KeyUnavailableError(`workspace key version ${record.keyVersion}`);
  const scope = { purpose: context.purpose, workspaceId: keyring.workspaceId, location: context };
  return { record, key, scope };
}

/** For what was sealed from a `Secret`. Bytes that are no text are refused rather than replaced. */
export function openSecret<P extends DataPurpose>(
  keyring: WorkspaceKeyring,
  context: SealContext<P>,
  blob: SealedColumn<P>,
): Secret {
  return secretOf(open(keyring, context, blob));
}

/** Overwrites the bytes. Throws `DecryptError` for what is no text. */
function secretOf(bytes: Buffer): Secret {
  try {
    // ignoreBOM keeps a leading U+FEFF, which is part of the secret like any other character.
    return Secret.of(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new DecryptError();
  } finally {
    bytes.fill(0);
  }
}
