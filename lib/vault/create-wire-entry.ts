import { type Actor, requirePermission } from '@/lib/access/actor';
import { type WireEntry, type WireEntryInput, wireEntryInput } from '@/lib/contract/wire-vault-entry';
import { saveEntry } from './save-entry';
import { changeFromWire, inWireSpelling } from './wire-change';
import { presentWireEntry, type WireDeps } from './wire-entry-view';

export async function createWireEntry(
  deps: WireDeps,
  actor: Actor,
  input: WireEntryInput,
): Promise<WireEntry> {
  requirePermission(actor, 'vault:write');
  const change = await changeFromWire(deps, actor, null, wireEntryInput.parse(input));
  const saved = await inWireSpelling(saveEntry(deps, actor, null, change));
  return presentWireEntry(deps, actor, saved);
}
