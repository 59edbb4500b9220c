import type { Actor } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { fieldProblem, Problem } from '@/lib/contract/problem';
import { entrySource } from '@/lib/contract/vault-entry';
import { isReferenceViolation, isUniqueViolation } from '@/lib/db/unique-violation';
import { newId } from '@/lib/kernel/id';
import type { Secret } from '@/lib/kernel/secret';
import { normaliseOrigin } from '@/lib/kernel/site';
import type { EntryChange } from './entry-change';
import { entryErrors, type ProposedEntry } from './entry-rules-policy';
import { SEALED_PROPERTY, STORED_FIELDS, sealStored } from './entry-secrets';
import { type EntryWithProvider, requireEntry } from './entry-store';
import { itemColumns } from './entry-warnings';
import { type ItemSnapshot, readSnapshot } from './item-snapshot';
import { readBinding, unknownConnection } from './read-binding';
import type { VaultDeps } from './vault-deps';

/**
 * The one way an entry is created or changed, for every door.
 *
 * Promise: all rules are checked before anything is written; a binding is read live from 1Password first, so that an
 * item deleted between picking and saving is noticed here and not in a run.
 */
export async function saveEntry(
  deps: VaultDeps,
  actor: Actor,
  existing: EntryWithProvider | null,
  change: EntryChange,
): Promise<EntryWithProvider> {
  const proposed = propose(existing, change);
  refuseBroken(proposed);
  const { workspaceId } = actor;
  const id = existing?.id ?? newId();
  const rebinds =
    proposed.source === 'provider' &&
    (existing?.source !== 'provider' ||
      existing.secretProviderId !== proposed.secretProviderId ||
      existing.secretRef !== proposed.secretRef);
  const binding = rebinds ? await readBinding(deps, actor, proposed) : null;
  const sealed = await sealedValues(deps, workspaceId, id, proposed, change);
  const data = {
    ...plainValues(existing, proposed, change),
    ...sealed,
    ...itemAfter(existing, proposed, binding),
  };
  try {
    return await deps.db.withWorkspace(workspaceId, async (tx) => {
      if (existing) {
        // Whatever was cached for the entry belongs to its former self.
        await tx.cachedSecret.deleteMany({ where: { workspaceId, entryId: id } });
        await tx.vaultEntry.update({
          where: { workspaceId_id: { workspaceId, id } },
          data: { ...data, generation: { increment: 1 } },
        });
      } else {
        const createdBy = actor.who.kind === 'person' ? actor.who.userId : null;
        await tx.vaultEntry.create({ data: { ...data, workspaceId, id, createdBy } });
      }
      recordAct(tx, actor, {
        action: existing ? 'entry.updated' : 'entry.created',
        object: { kind: 'entry', id },
        detail: {
          domain: data.domain,
          source: data.source,
          ...(existing ? { changed: changedFields(change) } : {}),
          ...(data.secretProviderId ? { connection_id: data.secretProviderId } : {}),
        },
      });
      return requireEntry(tx, workspaceId, id);
    });
  } catch (error) {
    throw translated(error, proposed, data.permissionedUserId);
  }
}

function propose(existing: EntryWithProvider | null, change: EntryChange): ProposedEntry {
  const source = proposedSource(existing, change);
  const staysProvider = source === 'provider' && existing?.source === 'provider';
  const staysStored = source === 'stored' && existing?.source === 'stored';
  const holds = (given: Secret | null | undefined, kept: unknown) =>
    given === undefined ? staysStored && Boolean(kept) : given !== null && !given.isEmpty;
  return {
    domain: change.domain ?? existing?.domain ?? '',
    source,
    becomesPasskey: source === 'passkey' && existing?.source !== 'passkey',
    given: {
      username: change.username !== undefined,
      password: change.password !== undefined,
      totpSecret: change.totpSecret !== undefined && change.totpSecret !== null,
    },
    holds: {
      username: holds(change.username, existing?.usernameSealed),
      password: holds(change.password, existing?.passwordSealed),
      totpSecret: holds(change.totpSecret, existing?.totpSecretSealed),
    },
    totpSecret: change.totpSecret ?? null,
    secretProviderId: change.secretProviderId ?? (staysProvider ? existing.secretProviderId : null),
    secretRef: change.secretRef ?? (staysProvider ? existing.secretRef : null),
    secretCacheTtlSeconds:
      change.secretCacheTtlSeconds === undefined
        ? staysProvider
          ? existing.secretCacheTtlSeconds
          : null
        : change.secretCacheTtlSeconds,
    tfaMethod: change.tfaMethod === undefined ? (existing?.tfaMethod ?? null) : change.tfaMethod,
    extraOrigins: change.extraOrigins ?? existing?.extraOrigins ?? [],
  };
}

/** A passkey stays one until its entry is said to be stored; binding it to an item is a rule to break, not a wish. */
function proposedSource(existing: EntryWithProvider | null, change: EntryChange): ProposedEntry['source'] {
  const kept = existing === null ? 'stored' : entrySource.parse(existing.source);
  if (kept === 'passkey' && change.source === 'provider') return 'passkey';
  return change.source ?? kept;
}

function refuseBroken(proposed: ProposedEntry): void {
  const fields = entryErrors(proposed);
  if (fields.length > 0) throw fieldProblem(fields);
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

function plainValues(existing: EntryWithProvider | null, proposed: ProposedEntry, change: EntryChange) {
  const origin = normaliseOrigin(proposed.domain);
  const permissionedUserId = change.permissionedUserId ?? existing?.permissionedUserId ?? '';
  return {
    permissionedUserId,
    domain: origin.ok ? origin.origin : proposed.domain,
    userAlias: change.userAlias === undefined ? (existing?.userAlias ?? null) : change.userAlias,
    source: proposed.source,
    secretProviderId: proposed.source === 'provider' ? proposed.secretProviderId : null,
    secretRef: proposed.source === 'provider' ? proposed.secretRef : null,
    secretCacheTtlSeconds: proposed.source === 'provider' ? proposed.secretCacheTtlSeconds : null,
    tfaMethod: proposed.tfaMethod,
    extraOrigins: proposed.extraOrigins.flatMap((text) => {
      const extra = normaliseOrigin(text);
      return extra.ok ? [extra.origin] : [];
    }),
    allowMultipleSessions: change.allowMultipleSessions ?? existing?.allowMultipleSessions ?? false,
    maxConcurrency:
      change.maxConcurrency === undefined ? (existing?.maxConcurrency ?? null) : change.maxConcurrency,
    preventConcurrencyDuringLogin:
      change.preventConcurrencyDuringLogin ?? existing?.preventConcurrencyDuringLogin ?? false,
  };
}

type SealedValues = Partial<
  Record<(typeof SEALED_PROPERTY)[keyof typeof SEALED_PROPERTY], Uint8Array<ArrayBuffer> | null>
>;

/** An entry from 1Password or with a passkey keeps nothing here; a stored one replaces only what was given. */
async function sealedValues(
  deps: VaultDeps,
  workspaceId: string,
  entryId: string,
  proposed: ProposedEntry,
  change: EntryChange,
): Promise<SealedValues> {
  if (proposed.source !== 'stored')
    return { usernameSealed: null, passwordSealed: null, totpSecretSealed: null };
  const keyring = await deps.keys.keyring(workspaceId);
  const values: SealedValues = {};
  for (const field of STORED_FIELDS) {
    const value = change[field];
    if (value === undefined) continue;
    values[SEALED_PROPERTY[field]] =
      value === null || value.isEmpty ? null : sealStored(keyring, entryId, field, value);
  }
  return values;
}

/** Names as the API spells them; never what they were changed to. */
function changedFields(change: EntryChange): string[] {
  return Object.keys(change).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

function translated(error: unknown, proposed: ProposedEntry, permissionedUserId: string): unknown {
  if (isUniqueViolation(error)) {
    const message = `There is already an entry for ${permissionedUserId} at this domain.`;
    return new Problem('entry_exists', {
      message,
      hint: 'Edit that entry, or choose another user id.',
      fields: [{ field: 'permissioned_user_id', message: 'Already used for this domain' }],
    });
  }
  if (isReferenceViolation(error) && proposed.secretProviderId) return unknownConnection();
  return error;
}
