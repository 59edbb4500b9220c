import { callProvider } from '@/lib/connections/call-provider';
import { Problem } from '@/lib/contract/problem';
import type { Secret } from '@/lib/kernel/secret';
import { parseFieldReference } from '@/lib/secrets/secret-reference';
import { type EntryWithProvider, requireEntry } from '@/lib/vault/entry-store';
import { referenceOf } from './item-reference';
import type { EntryKey, ResolverDeps } from './resolver-deps';

/** Further fields of an entry's item, read live, each under the reference that was asked for. */
export async function readReferences(
  deps: ResolverDeps,
  { workspaceId, entryId }: EntryKey,
  references: readonly string[],
): Promise<Array<[reference: string, value: Secret]>> {
  const entry = await deps.db.withWorkspace(workspaceId, (tx) => requireEntry(tx, workspaceId, entryId));
  const read: Array<[reference: string, value: Secret]> = [];
  for (const reference of references) read.push([reference, await readReference(deps, entry, reference)]);
  return read;
}

/** A field of the item that the entry is bound to, and of no other: the entry is what the key was meant for. */
async function readReference(deps: ResolverDeps, entry: EntryWithProvider, text: string): Promise<Secret> {
  const parsed = parseFieldReference(text);
  if (!parsed.ok) {
    throw new Problem('secret_ref_malformed', { message: parsed.error.message, hint: parsed.error.hint });
  }
  const { secretProvider: connection } = entry;
  const bound = connection ? referenceOf(entry) : null;
  if (!connection || parsed.reference.vault !== bound?.vaultId || parsed.reference.item !== bound.itemId) {
    throw new Problem('reference_outside_entry', {
      message: 'The reference is not of the item that this entry is bound to.',
      hint: 'Name vault and item by the ids in the entry’s secret_ref.',
    });
  }
  return callProvider(deps, connection, (provider) => provider.readField(parsed.reference));
}
