import type { z } from 'zod';
import type { Actor } from '@/lib/access/actor';
import { noteClientEncryptionKey, shownEncryptionKeyId } from '@/lib/access/client-encryption-key';
import type { WireEntry, wireEntryInput } from '@/lib/contract/wire-vault-entry';
import type { EntryWithProvider } from './entry-store';
import { saveEntry } from './save-entry';
import { changeFromWire, inWireSpelling } from './wire-change';
import { presentWireEntry, type WireDeps } from './wire-entry-view';

/** Saves what a client sent, and answers under the key that it has just shown to hold. */
export async function saveWireEntry(
  deps: WireDeps,
  actor: Actor,
  existing: EntryWithProvider | null,
  input: z.output<typeof wireEntryInput>,
): Promise<WireEntry> {
  const [{ change, clientKey }, shownKeyId] = await Promise.all([
    changeFromWire(deps, actor, existing, input),
    shownEncryptionKeyId(deps, actor),
  ]);
  const [saved] = await Promise.all([
    inWireSpelling(saveEntry(deps, actor, existing, change)),
    clientKey && clientKey.id !== shownKeyId && noteClientEncryptionKey(deps, actor, clientKey.id),
  ]);
  return presentWireEntry(deps, actor, saved, clientKey ? { key: clientKey.key, values: change } : undefined);
}
