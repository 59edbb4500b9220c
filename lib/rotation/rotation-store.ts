import { Problem } from '@/lib/contract/problem';
import type { RotationOutcome, RotationState, RotationTrigger } from '@/lib/contract/rotation-state';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma, Rotation, RotationEvent } from '@/lib/db/generated/client';
import type { Place } from '@/lib/kernel/cursor';
import { isId, newId } from '@/lib/kernel/id';

export const ROTATION_TASK = 'rotation';
export const ROTATION_CHANGED = 'rotation_changed';

export type RotationRow = Rotation;
export type RotationWithHistory = Rotation & { events: RotationEvent[] };

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
        include: { events: { orderBy: { seq: 'asc' } } },
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
): Promise<RotationRow | null> {
  const { entryId, secretRef } = of;
  const sameItem = secretRef === null ? [] : [{ secretRef }];
  return tx.rotation.findFirst({
    where: { workspaceId, finishedAt: null, OR: [{ entryId }, ...sameItem] },
  });
}

export interface RotationFilter {
  entryId?: string | undefined;
  state?: RotationState | undefined;
  outcome?: RotationOutcome | undefined;
  /** Only those that are under way or wait for a person. */
  unfinished?: boolean | undefined;
}

/** Newest first. */
export async function readRotations(
  tx: WorkspaceTransaction,
  workspaceId: string,
  filter: RotationFilter,
  page: { after?: Place | undefined; take: number },
): Promise<RotationRow[]> {
  const { after } = page;
  const where: Prisma.RotationWhereInput = {
    workspaceId,
    ...(filter.entryId ? { entryId: filter.entryId } : {}),
    ...(filter.state ? { state: filter.state } : {}),
    ...(filter.outcome ? { outcome: filter.outcome } : {}),
    ...(filter.unfinished ? { finishedAt: null } : {}),
    ...(after
      ? { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }
      : {}),
  };
  return tx.rotation.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: page.take });
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
