import { type Actor, requirePermission } from '@/lib/access/actor';
import { type EntryWithProvider, requireEntryBy } from './entry-store';
import type { VaultDeps } from './vault-deps';

/** By what identifies an entry on the wire. Throws `not_found`. */
export async function findEntry(
  deps: Pick<VaultDeps, 'db'>,
  actor: Actor,
  key: { permissionedUserId: string; domain: string },
): Promise<EntryWithProvider> {
  requirePermission(actor, 'vault:read');
  return deps.db.withWorkspace(actor.workspaceId, (tx) => requireEntryBy(tx, actor.workspaceId, key));
}
