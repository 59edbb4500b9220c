import { type Actor, requirePermission } from '@/lib/access/actor';
import type { WireEntry } from '@/lib/contract/wire-vault-entry';
import { recordRelease } from './record-release';
import { type EntryReference, requireEntryBy } from './require-entry-by';
import { presentWireEntry, type WireDeps } from './wire-entry-view';

export async function getWireEntry(deps: WireDeps, actor: Actor, key: EntryReference): Promise<WireEntry> {
  requirePermission(actor, 'vault:read');
  const { workspaceId } = actor;
  const entry = await deps.db.withWorkspace(workspaceId, (tx) => requireEntryBy(tx, workspaceId, key));
  await recordRelease(deps, actor, [entry]);
  return presentWireEntry(deps, actor, entry);
}
