import { type Actor, requirePermission } from '@/lib/access/actor';
import { type WireEntry, type WireEntryInput, wireEntryInput } from '@/lib/contract/wire-vault-entry';
import { requireEntry } from './entry-store';
import { requireEntryBy } from './require-entry-by';
import { saveWireEntry } from './save-wire-entry';
import type { WireDeps } from './wire-entry-view';

/** Identified by `id`, else by (`permissioned_user_id`, `domain`). */
export async function updateWireEntry(
  deps: WireDeps,
  actor: Actor,
  input: WireEntryInput,
): Promise<WireEntry> {
  requirePermission(actor, 'vault:write');
  const entry = wireEntryInput.parse(input);
  const { workspaceId } = actor;
  const { id, permissioned_user_id: permissionedUserId, domain } = entry;
  const existing = await deps.db.withWorkspace(workspaceId, (tx) =>
    id ? requireEntry(tx, workspaceId, id) : requireEntryBy(tx, workspaceId, { permissionedUserId, domain }),
  );
  return saveWireEntry(deps, actor, existing, entry);
}
