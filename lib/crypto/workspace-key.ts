import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { KeyProvider } from './key-provider';
import type { Sealed } from './purpose';

/** One version of a workspace's root key, ready for use. `KeyObject` keeps the bytes out of logs and JSON. */
export interface WorkspaceKey {
  readonly workspaceId: string;
  readonly version: number;
  readonly key: KeyObject;
}

/** The same key as its row holds it. */
export interface WrappedWorkspaceKey {
  readonly workspaceId: string;
  readonly version: number;
  readonly kekId: string;
  readonly wrapped: Uint8Array;
}

/** A row about to be written: its `wrapped` is known to be ciphertext. */
export type NewWrappedWorkspaceKey = WrappedWorkspaceKey & { readonly wrapped: Sealed<'wk'> };

const KEY_BYTES = 32;

/** A fresh random key that exists only wrapped. Version 1 for a new workspace, the next one when rotating. */
export async function newWorkspaceKey(
  provider: KeyProvider,
  workspaceId: string,
  version = 1,
): Promise<NewWrappedWorkspaceKey> {
  const bytes = randomBytes(KEY_BYTES);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { workspaceId, version, ...(await provider.wrap(key, { workspaceId, version })) };
}

/** Throws `KeyUnavailableError` when the row's KEK is not loaded, `DecryptError` when the row is not genuine. */
export async function unwrapWorkspaceKey(
  provider: KeyProvider,
  row: WrappedWorkspaceKey,
): Promise<WorkspaceKey> {
  const { workspaceId, version } = row;
  const key = await provider.unwrap(row.kekId, row.wrapped, { workspaceId, version });
  return { workspaceId, version, key };
}

/** The same workspace key under the provider's current KEK: what a KEK rotation does to each row. */
export async function rewrapWorkspaceKey(
  provider: KeyProvider,
  row: WrappedWorkspaceKey,
): Promise<NewWrappedWorkspaceKey> {
  const { workspaceId, version, key } = await unwrapWorkspaceKey(provider, row);
  return { workspaceId, version, ...(await provider.wrap(key, { workspaceId, version })) };
}
