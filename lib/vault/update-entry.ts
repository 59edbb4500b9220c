import { type Actor, requirePermission } from '@/lib/access/actor';
import {
  type UpdateEntry,
  updateEntry as updateInput,
  type VaultEntryView,
} from '@/lib/contract/vault-entry';
import { changeFrom } from './entry-change';
import { requireEntry } from './entry-store';
import { presentEntry } from './entry-view';
import { saveEntry } from './save-entry';
import { refuseUnseen, type SeenVersions } from './seen-version';
import { shownEntry } from './shown-entry';
import type { VaultDeps } from './vault-deps';

export async function updateEntry(
  deps: VaultDeps,
  actor: Actor,
  { id, change, seen }: { id: string; change: UpdateEntry; seen?: SeenVersions },
): Promise<VaultEntryView> {
  requirePermission(actor, 'vault:write');
  const parsed = changeFrom(updateInput.parse(change));
  const existing = await deps.db.withWorkspace(actor.workspaceId, (tx) =>
    requireEntry(tx, actor.workspaceId, id),
  );
  refuseUnseen(existing.generation, seen);
  return presentEntry(shownEntry(await saveEntry(deps, actor, existing, parsed)));
}
