import { type Actor, requirePermission } from '@/lib/access/actor';
import { deleteEntry } from './delete-entry';
import { type EntryReference, requireEntryBy } from './require-entry-by';
import type { VaultDeps } from './vault-deps';

export async function deleteWireEntry(
  deps: Pick<VaultDeps, 'db'>,
  actor: Actor,
  key: EntryReference,
): Promise<void> {
  requirePermission(actor, 'vault:write');
  const { workspaceId } = actor;
  const { id } = await deps.db.withWorkspace(workspaceId, (tx) => requireEntryBy(tx, workspaceId, key));
  await deleteEntry(deps, actor, id);
}
