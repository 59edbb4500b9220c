import { type Actor, requirePermission } from '@/lib/access/actor';
import { type WireEntry, type WireEntryInput, wireEntryInput } from '@/lib/contract/wire-vault-entry';
import { requireEntry } from './entry-store';
import { requireEntryBy } from './require-entry-by';
import { saveEntry } from './save-entry';
import { changeFromWire, inWireSpelling } from './wire-change';
import { presentWireEntry, type WireDeps } from './wire-entry-view';

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
  const change = await changeFromWire(deps, actor, existing, entry);
  const saved = await inWireSpelling(saveEntry(deps, actor, existing, change));
  return presentWireEntry(deps, actor, saved);
}
