import { type Actor, requirePermission } from '@/lib/access/actor';
import {
  type CreateEntry,
  createEntry as createInput,
  type VaultEntryView,
} from '@/lib/contract/vault-entry';
import { changeFrom } from './entry-change';
import { presentEntry } from './entry-view';
import { saveEntry } from './save-entry';
import { shownEntry } from './shown-entry';
import type { VaultDeps } from './vault-deps';

export async function createEntry(
  deps: VaultDeps,
  actor: Actor,
  input: CreateEntry,
): Promise<VaultEntryView> {
  requirePermission(actor, 'vault:write');
  return presentEntry(shownEntry(await saveEntry(deps, actor, null, changeFrom(createInput.parse(input)))));
}
