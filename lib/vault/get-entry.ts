import { type Actor, requirePermission } from '@/lib/access/actor';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { requireEntry } from './entry-store';
import { presentEntry } from './entry-view';
import type { VaultDeps } from './vault-deps';

export async function getEntry(
  deps: Pick<VaultDeps, 'db'>,
  actor: Actor,
  id: string,
): Promise<VaultEntryView> {
  requirePermission(actor, 'vault:read');
  return presentEntry(
    await deps.db.withWorkspace(actor.workspaceId, (tx) => requireEntry(tx, actor.workspaceId, id)),
  );
}
