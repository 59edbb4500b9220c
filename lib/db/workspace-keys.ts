import type { KeyProvider } from '@/lib/crypto/key-provider';
import { newWorkspaceKey, unwrapWorkspaceKey, type WorkspaceKey } from '@/lib/crypto/workspace-key';
import { type WorkspaceKeyring, workspaceKeyring } from '@/lib/crypto/workspace-keyring';
import { invariant } from '@/lib/kernel/assert';
import type { Database, WorkspaceTransaction } from './database';

/**
 * Loads each workspace's keys once and keeps them unwrapped in memory, as KeyObjects.
 * A version that this process has not seen is loaded when a blob names it (`refresh`), never guessed.
 */
export interface WorkspaceKeys {
  keyring(workspaceId: string): Promise<WorkspaceKeyring>;
  /** Version 1 of a new workspace, in the transaction that creates it. */
  provision(tx: WorkspaceTransaction, workspaceId: string): Promise<WorkspaceKeyring>;
  refresh(workspaceId: string): Promise<WorkspaceKeyring>;
}

export function createWorkspaceKeys(db: Database, provider: KeyProvider): WorkspaceKeys {
  const loaded = new Map<string, Promise<WorkspaceKeyring>>();

  const load = (workspaceId: string): Promise<WorkspaceKeyring> => {
    const loading = readKeyring(db, provider, workspaceId);
    loaded.set(workspaceId, loading);
    // A failure (database away) must not be remembered as the answer.
    loading.catch(() => loaded.delete(workspaceId));
    return loading;
  };

  return {
    keyring: (workspaceId) => loaded.get(workspaceId) ?? load(workspaceId),
    refresh: load,
    async provision(tx, workspaceId) {
      const row = await newWorkspaceKey(provider, workspaceId);
      await tx.workspaceKey.create({ data: { ...row, state: 'active' } });
      // Not remembered here: the transaction may still roll back.
      return workspaceKeyring(await unwrapWorkspaceKey(provider, row));
    },
  };
}

async function readKeyring(
  db: Database,
  provider: KeyProvider,
  workspaceId: string,
): Promise<WorkspaceKeyring> {
  const rows = await db.withWorkspace(workspaceId, (tx) =>
    tx.workspaceKey.findMany({ where: { workspaceId } }),
  );
  const keys = new Map<number, WorkspaceKey>();
  for (const row of rows) keys.set(row.version, await unwrapWorkspaceKey(provider, row));
  const active = rows.find((row) => row.state === 'active');
  const activeKey = active && keys.get(active.version);
  invariant(activeKey, 'a workspace has one active key');
  return workspaceKeyring(
    activeKey,
    [...keys.values()].filter((key) => key !== activeKey),
  );
}
