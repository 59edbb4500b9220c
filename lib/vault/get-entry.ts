import { type Actor, requirePermission } from '@/lib/access/actor';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { readShownEntry, unknownEntry } from './entry-store';
import { presentEntry } from './entry-view';
import type { VaultDeps } from './vault-deps';

export async function getEntry(
  deps: Pick<VaultDeps, 'db'>,
  actor: Actor,
  id: string,
): Promise<VaultEntryView> {
  requirePermission(actor, 'vault:read');
  const entry = await readShownEntry(deps.db, actor.workspaceId, id);
  if (!entry) throw unknownEntry();
  return presentEntry(entry);
}
