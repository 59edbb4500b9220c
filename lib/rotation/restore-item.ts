import type { Actor } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import type { ConnectionDeps } from '@/lib/connections/connection-deps';
import { Problem } from '@/lib/contract/problem';
import type { FieldChange } from '@/lib/secrets/provider';
import { formatSecretReference, parseSecretReference } from '@/lib/secrets/secret-reference';
import { readSnapshot } from '@/lib/vault/item-snapshot';
import { holdsUnknown, type RestoredValues, valuesToRestore } from './answer-policy';
import { ItemEffects } from './item-effects';
import { formatMarker } from './marker-policy';
import type { ItemWriting } from './rotation-effects';
import { openRotationSecrets, type RotationSecrets } from './rotation-secrets';
import type { RotationWithHistory } from './rotation-store';
import { carryAnswer, requireWaiting } from './waiting-rotation';

export interface RestoreDeps extends ConnectionDeps {
  auditKeys: { current: { id: string } };
}

/**
 * At a person's word the item gets what the journal holds: the proven password, or the old one with the candidate beside
 * it. An item that is gone is made anew, and the entries are bound to the new one. Then the passwords are tried again.
 */
export async function restoreItem(deps: RestoreDeps, actor: Actor, id: string): Promise<void> {
  const { workspaceId } = actor;
  const keyring = await deps.keys.keyring(workspaceId);
  const { row, secrets } = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const row = await requireWaiting(tx, workspaceId, id);
    const key = await tx.rotationKey.findUnique({
      where: { workspaceId_rotationId: { workspaceId, rotationId: id } },
    });
    return { row, secrets: openRotationSecrets(keyring, row, key) };
  });
  const values = valuesOf(row, secrets);
  const item = itemOf(deps, row);
  const reading = await item.readItem();
  if (reading.outcome === 'away' || reading.outcome === 'refused') throw REFUSALS[reading.outcome]();
  if (reading.outcome === 'read' && holdsUnknown(reading.item.pending, secrets)) throw unknownPending();
  const place = reading.outcome === 'gone' ? await makeAnew(item, row, secrets, values) : item;
  const written = await place.writeItem(await versionOf(place), fieldsOf(deps, row, values));
  if (written !== 'written') throw REFUSALS[written]();
  const secretRef = formatSecretReference(place.reference);
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const now = deps.clock.now();
    await carryAnswer(tx, actor, row, {
      action: 'restore_item',
      now,
      secretRef,
    });
    await tx.vaultEntry.updateMany({
      where: { workspaceId, secretProviderId: row.providerId, secretRef: row.secretRef },
      data: { secretRef, generation: { increment: 1 } },
    });
    recordAct(tx, actor, {
      action: 'secret.written',
      object: { kind: 'entry', id: row.entryId },
      detail: { parts: ['password'], rotation_id: id },
    });
  });
}

function valuesOf({ proven }: RotationWithHistory, secrets: RotationSecrets): RestoredValues {
  const values = valuesToRestore(proven, secrets);
  if (values) return values;
  throw new Problem('rotation_not_waiting', {
    message: 'The journal of this rotation holds nothing that could be restored.',
    hint: 'Correct the item in 1Password, then let the passwords be tried again.',
  });
}

function itemOf(deps: RestoreDeps, row: RotationWithHistory): ItemEffects {
  const parsed = parseSecretReference(row.secretRef ?? '');
  if (!parsed.ok || row.providerId === null) throw new Problem('item_unusable');
  const { workspaceId, providerId } = row;
  return new ItemEffects(deps, {
    workspaceId,
    providerId,
    reference: parsed.reference,
    domain: row.entry.domain,
  });
}

async function versionOf(item: ItemEffects): Promise<number> {
  const reading = await item.readItem();
  if (reading.outcome === 'read') return reading.item.version;
  throw REFUSALS[reading.outcome]();
}

async function makeAnew(
  item: ItemEffects,
  row: RotationWithHistory,
  { username }: RotationSecrets,
  { password }: RestoredValues,
): Promise<ItemEffects> {
  if (!username) throw REFUSALS.gone();
  const title = readSnapshot(row.entry.item)?.title ?? row.entry.domain;
  const login = { title: `${title} (recovered)`, username, password, website: row.entry.domain };
  const made = await item.makeAnew(login);
  if (!made) throw REFUSALS.refused();
  return made;
}

function fieldsOf(
  deps: RestoreDeps,
  row: RotationWithHistory,
  { password, pending }: RestoredValues,
): FieldChange {
  const now = deps.clock.now();
  const rotationMarker = formatMarker({
    rotationId: row.id,
    phase: pending ? 'staged' : 'done',
    startedAt: (row.startedAt ?? row.createdAt).getTime(),
    failures: 0,
    notedAt: now,
    installation: deps.auditKeys.current.id,
  });
  return { password, pendingPassword: pending, rotationMarker };
}

function unknownPending(): Problem {
  return new Problem('conflict', {
    message:
      'The item holds a pending password that this rotation does not know, and it may be the right one.',
    hint: 'Let the passwords be tried again: that one is tried as well.',
  });
}

const REFUSALS: Record<Exclude<ItemWriting, 'written'>, () => Problem> = {
  away: () => new Problem('secret_provider_unavailable'),
  refused: () => new Problem('secret_provider_forbidden'),
  conflict: () => new Problem('conflict', { message: 'The item is being changed by someone else.' }),
  lossy: () => new Problem('item_unusable', { message: 'The item cannot be written back without loss.' }),
  gone: () =>
    new Problem('item_not_found', {
      message: 'The item is gone, and its user name is not known here.',
      hint: 'Restore the item in 1Password, then let the passwords be tried again.',
    }),
};
