import { createSecretKey } from 'node:crypto';
import { invariant } from '@/lib/kernel/assert';
import type { WorkspaceKey } from './workspace-key';

/** All loaded versions of one workspace's key: `active` seals, every version opens. */
export interface WorkspaceKeyring {
  readonly workspaceId: string;
  readonly active: WorkspaceKey;
  /** A look-up by the version a blob names. There is no way to try keys one after the other. */
  find(version: number): WorkspaceKey | undefined;
}

export function workspaceKeyring(
  active: WorkspaceKey,
  decryptOnly: readonly WorkspaceKey[] = [],
): WorkspaceKeyring {
  const byVersion = new Map<number, WorkspaceKey>();
  for (const key of [active, ...decryptOnly]) {
    invariant(key.workspaceId === active.workspaceId, 'a keyring holds the keys of one workspace');
    invariant(!byVersion.has(key.version), 'a keyring holds each key version once');
    byVersion.set(key.version, key);
  }
  return { workspaceId: active.workspaceId, active, find: (version) => byVersion.get(version) };
}

/**
 * A keyring of one key that belongs to a single record and its parts, such as the secrets of one rotation: when the row
 * that holds the key is deleted, they are gone wherever copies of them lie.
 */
export function keyringOfRecord(workspaceId: string, bytes: Buffer): WorkspaceKeyring {
  return workspaceKeyring({ workspaceId, version: 1, key: createSecretKey(bytes) });
}
