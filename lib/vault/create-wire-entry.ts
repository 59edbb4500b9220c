import { type Actor, requirePermission } from '@/lib/access/actor';
import { type WireEntry, type WireEntryInput, wireEntryInput } from '@/lib/contract/wire-vault-entry';
import { saveWireEntry } from './save-wire-entry';
import type { WireDeps } from './wire-entry-view';

export async function createWireEntry(
  deps: WireDeps,
  actor: Actor,
  input: WireEntryInput,
): Promise<WireEntry> {
  requirePermission(actor, 'vault:write');
  return saveWireEntry(deps, actor, null, wireEntryInput.parse(input));
}
