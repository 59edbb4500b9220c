import { type Actor, requirePermission } from '@/lib/access/actor';
import type { WireEntry } from '@/lib/contract/wire-vault-entry';
import { recordRelease } from './record-release';
import { requireEntryBy } from './require-entry-by';
import { presentWireEntry, type WireDeps } from './wire-entry-view';
import { readWireRows } from './wire-row';

/** Named as it is kept, it is one round trip; every other way of naming it is looked for after that. */
export async function getWireEntry(
  deps: WireDeps,
  actor: Actor,
  key: { permissionedUserId: string; domain: string },
): Promise<WireEntry> {
  requirePermission(actor, 'vault:read');
  const { workspaceId } = actor;
  const [kept] = await readWireRows(deps.db, workspaceId, key);
  const entry =
    kept ?? (await deps.db.withWorkspace(workspaceId, (tx) => requireEntryBy(tx, workspaceId, key)));
  const [shown] = await Promise.all([
    presentWireEntry(deps, actor, entry),
    recordRelease(deps, actor, [entry]),
  ]);
  return shown;
}
