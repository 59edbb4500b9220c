import { Problem } from '@/lib/contract/problem';
import type { RotationGroup } from '@/lib/contract/rotation';
import type { RotationOutcome, RotationState, RotationTrigger } from '@/lib/contract/rotation-state';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma, Rotation, RotationEvent, SecretProvider, VaultEntry } from '@/lib/db/generated/client';
import type { Place } from '@/lib/kernel/cursor';
import { isId, newId } from '@/lib/kernel/id';

export const ROTATION_TASK = 'rotation';
export const ROTATION_CHANGED = 'rotation_changed';

type EntryOfRotation = Pick<
  VaultEntry,
  'permissionedUserId' | 'domain' | 'secretProviderId' | 'secretRef' | 'item'
> & {
  secretProvider: Pick<SecretProvider, 'id' | 'name'> | null;
};
export type RotationRow = Rotation & { entry: EntryOfRotation };
export type RotationWithHistory = RotationRow & { events: RotationEvent[] };

const withEntry = {
  entry: {
    select: {
      permissionedUserId: true,
      domain: true,
      secretProviderId: true,
      secretRef: true,
      item: true,
      secretProvider: { select: { id: true, name: true } },
    },
  },
} as const;

export interface RotationKey {
  workspaceId: string;
  rotationId: string;
}

export interface NewRotation {
  entryId: string;
  providerId: string | null;
  secretRef: string | null;
  site: string;
  trigger: RotationTrigger;
  requestedBy: string;
}

/** Breaks a unique constraint when the entry or its item has an unfinished rotation. */
export async function createRotation(
  tx: WorkspaceTransaction,
  workspaceId: string,
  rotation: NewRotation,
  now: number,
): Promise<string> {
  const id = newId();
  const at = new Date(now);
  await tx.rotation.create({ data: { workspaceId, id, ...rotation, createdAt: at, stateSince: at } });
  await appendRotationEvent(tx, { workspaceId, rotationId: id }, { state: 'scheduled', note: null, at });
  return id;
}

/** The key makes it harmless to enqueue a rotation again: a waiting job is kept, not doubled. */
export async function enqueueRotation(tx: WorkspaceTransaction, key: RotationKey): Promise<void> {
  const payload = JSON.stringify(key);
  await tx.$executeRaw`select enqueue_job(${ROTATION_TASK}, ${payload}::json, ${`rotation:${key.rotationId}`})`;
}

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireRotation(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<RotationWithHistory> {
  const row = isId(id)
    ? await tx.rotation.findUnique({
        where: { workspaceId_id: { workspaceId, id } },
        include: { ...withEntry, events: { orderBy: { seq: 'asc' } } },
      })
    : null;
  if (!row) throw new Problem('not_found', { message: 'There is no such rotation in this workspace.' });
  return row;
}

/** The one that stands in the way of another rotation of this entry or of the item it is bound to. */
export async function findUnfinishedRotation(
  tx: WorkspaceTransaction,
  workspaceId: string,
  of: { entryId: string; secretRef: string | null },
): Promise<Rotation | null> {
  const { entryId, secretRef } = of;
  const sameItem = secretRef === null ? [] : [{ secretRef }];
  return tx.rotation.findFirst({
    where: { workspaceId, finishedAt: null, OR: [{ entryId }, ...sameItem] },
  });
}

export type NewestRotation = Pick<Rotation, 'id' | 'entryId' | 'outcome' | 'reason' | 'createdAt'>;

/** The newest rotation of each of the entries that ever had one. */
export async function newestRotations(
  tx: WorkspaceTransaction,
  workspaceId: string,
  entryIds: readonly string[],
): Promise<Map<string, NewestRotation>> {
  const rows = await tx.$queryRaw<NewestRotation[]>`
    select distinct on (entry_id) id, entry_id as "entryId", outcome, reason, created_at as "createdAt"
      from rotation
     where workspace_id = ${workspaceId}::uuid and entry_id = any(${[...entryIds]}::uuid[])
     order by entry_id, created_at desc`;
  return new Map(rows.map((row) => [row.entryId, row]));
}

/** When a rotation last ended with another password in place, ours or a person's. */
export async function lastChangeOf(
  tx: WorkspaceTransaction,
  { workspaceId, entryId }: { workspaceId: string; entryId: string },
): Promise<Date | null> {
  const last = await tx.rotation.findFirst({
    where: { AND: [{ workspaceId, entryId }, inGroup('done')] },
    orderBy: { finishedAt: 'desc' },
    select: { finishedAt: true },
  });
  return last?.finishedAt ?? null;
}

export interface RotationFilter {
  entryId?: string | undefined;
  group?: RotationGroup | undefined;
  outcome?: RotationOutcome | undefined;
}

/** Newest first. */
export async function readRotations(
  tx: WorkspaceTransaction,
  workspaceId: string,
  { entryId, group, outcome }: RotationFilter,
  { after, take }: { after?: Place | undefined; take: number },
): Promise<RotationRow[]> {
  const conditions: Prisma.RotationWhereInput[] = [
    { workspaceId },
    ...(entryId ? [{ entryId }] : []),
    ...(outcome ? [{ outcome }] : []),
    ...(group ? [inGroup(group)] : []),
    ...(after ? [olderThan(after)] : []),
  ];
  return tx.rotation.findMany({
    where: { AND: conditions },
    include: withEntry,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take,
  });
}

function olderThan({ createdAt, id }: Place): Prisma.RotationWhereInput {
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

export function inGroup(group: RotationGroup): Prisma.RotationWhereInput {
  switch (group) {
    case 'needs_you':
      return { state: 'needs_human' };
    case 'under_way':
      return { finishedAt: null, state: { not: 'needs_human' } };
    case 'done':
      return { outcome: { in: ['finished', 'superseded'] } };
    case 'problem':
      return { outcome: { in: ['skipped', 'aborted'] } };
  }
}

/**
 * Adds to the timeline and tells whoever watches, both only if the transaction commits. The caller has written or
 * locked the rotation's row in this transaction, so that the sequence has no gap and no double.
 */
export async function appendRotationEvent(
  tx: WorkspaceTransaction,
  { workspaceId, rotationId }: RotationKey,
  event: { state: RotationState; note: string | null; at: Date },
): Promise<void> {
  const last = await tx.rotationEvent.aggregate({ where: { workspaceId, rotationId }, _max: { seq: true } });
  const seq = (last._max.seq ?? 0) + 1;
  const { state, note, at } = event;
  await tx.rotationEvent.create({ data: { workspaceId, rotationId, seq, state, note, createdAt: at } });
  await tx.$executeRaw`select pg_notify(${ROTATION_CHANGED}, ${`${workspaceId}:${rotationId}`})`;
}
