import type { Actor } from '@/lib/access/actor';
import { type Act, recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import { isReferenceViolation, isUniqueViolation } from '@/lib/db/refused-data';
import { newId } from '@/lib/kernel/id';
import type { EntryChange } from './entry-change';
import { plainColumns, sealedColumns, sessionColumns } from './entry-columns';
import { newEntryRow } from './entry-row';
import type { ProposedEntry } from './entry-rules-policy';
import { type EntryWithProvider, requireEntry } from './entry-store';
import { itemColumns } from './entry-warnings';
import { isSameMapping, readMapping } from './field-mapping';
import { type ItemSnapshot, readSnapshot } from './item-snapshot';
import { proposeEntry, refuseBrokenEntry } from './propose-entry';
import { readBinding, unknownConnection } from './read-binding';
import { refuseWhileRotating } from './refuse-while-rotating';
import { overtaken } from './seen-version';
import type { SavedEntry } from './shown-entry';
import type { VaultDeps } from './vault-deps';

/**
 * The one way an entry is created or changed, for every door.
 *
 * Promise: all rules are checked before anything is written; a binding is read live from 1Password first, so that an
 * item deleted between picking and saving is noticed here and not in a run; a change is made to what was read, or not
 * at all: the rules were checked against that.
 */
export async function saveEntry(
  deps: VaultDeps,
  actor: Actor,
  existing: EntryWithProvider | null,
  change: EntryChange,
  read: (proposed: ProposedEntry) => Promise<ItemSnapshot> = (proposed) => readBinding(deps, actor, proposed),
): Promise<SavedEntry> {
  const proposed = proposeEntry(existing, change);
  refuseBrokenEntry(proposed, change);
  const { workspaceId } = actor;
  const id = existing?.id ?? newId();
  const rebinds = isAnotherBinding(existing, proposed);
  const rereads = proposed.source === 'provider' && (rebinds || mapsAnew(existing, proposed));
  const binding = rereads ? await read(proposed) : null;
  const keyring = await deps.keys.keyring(workspaceId);
  const now = new Date(deps.clock.now());
  const parts = {
    plain: plainColumns(existing, proposed, change),
    sealed: sealedColumns(keyring, id, proposed, change),
    session: sessionColumns(keyring, existing, change, { entryId: id, rebinds, now }),
    item: itemAfter(existing, proposed, binding),
  };
  const { plain } = parts;
  const act = actOf(existing, id, plain, change);
  try {
    if (!existing)
      return await add(
        deps,
        actor,
        newEntryRow({ workspaceId, id, createdBy: creatorOf(actor) }, parts),
        act,
      );
    return await deps.db.withWorkspace(workspaceId, async (tx) => {
      recordAct(tx, actor, act);
      if (rebinds || plain.domain !== existing.domain) await refuseWhileRotating(tx, workspaceId, id);
      // Whatever was cached for the entry belongs to its former self, and goes with its generation (forget_cached).
      const { count } = await tx.vaultEntry.updateMany({
        where: { workspaceId, id, generation: existing.generation },
        data: { ...plain, ...parts.sealed, ...parts.session, ...parts.item, generation: { increment: 1 } },
      });
      if (count === 0) throw overtaken();
      return requireEntry(tx, workspaceId, id);
    });
  } catch (error) {
    throw translated(error, proposed, plain.permissionedUserId);
  }
}

async function add(deps: VaultDeps, actor: Actor, entry: SavedEntry, act: Act): Promise<SavedEntry> {
  const saved = await deps.newEntries.add(actor, entry, act);
  if (saved === 'exists') throw entryExists(entry.permissionedUserId);
  if (saved === 'connection_unknown') throw unknownConnection();
  return saved;
}

function creatorOf({ who }: Actor): string | null {
  return who.kind === 'person' ? who.userId : null;
}

export function isAnotherBinding(existing: EntryWithProvider | null, proposed: ProposedEntry): boolean {
  return (
    existing?.source !== proposed.source ||
    existing.secretProviderId !== proposed.secretProviderId ||
    existing.secretRef !== proposed.secretRef
  );
}

function mapsAnew(existing: EntryWithProvider | null, { mapping }: ProposedEntry): boolean {
  return existing === null || !isSameMapping(readMapping(existing), mapping);
}

/** A stored entry forgets the item it had; a kept item is held against the domain again, which may be another now. */
function itemAfter(
  existing: EntryWithProvider | null,
  proposed: ProposedEntry,
  binding: ItemSnapshot | null,
): Partial<ReturnType<typeof itemColumns>> | { item: object; itemWarnings: [] } {
  if (proposed.source !== 'provider') return existing ? { item: {}, itemWarnings: [] } : {};
  const item = binding ?? readSnapshot(existing?.item);
  return item ? itemColumns(proposed.domain, item) : {};
}

function actOf(
  existing: EntryWithProvider | null,
  id: string,
  saved: Pick<SavedEntry, 'domain' | 'source' | 'secretProviderId'>,
  change: EntryChange,
): Act {
  return {
    action: existing ? 'entry.updated' : 'entry.created',
    object: { kind: 'entry', id },
    detail: {
      domain: saved.domain,
      source: saved.source,
      ...(existing ? { changed: changedFields(change) } : {}),
      ...(saved.secretProviderId ? { connection_id: saved.secretProviderId } : {}),
    },
  };
}

/** Names as the API spells them; never what they were changed to. */
function changedFields(change: EntryChange): string[] {
  return Object.keys(change).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function translated(error: unknown, proposed: ProposedEntry, permissionedUserId: string): unknown {
  if (isUniqueViolation(error)) return entryExists(permissionedUserId);
  if (isReferenceViolation(error) && proposed.secretProviderId) return unknownConnection();
  return error;
}

function entryExists(permissionedUserId: string): Problem {
  return new Problem('entry_exists', {
    message: `There is already an entry for ${permissionedUserId} at this domain.`,
    hint: 'Edit that entry, or choose another user id.',
    fields: [{ field: 'permissioned_user_id', message: 'Already used for this domain' }],
  });
}
