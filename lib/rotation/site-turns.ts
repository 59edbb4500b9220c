import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import { enqueueRotation, type RotationKey } from './rotation-store';

/** Nobody has it, and its time has come. One that needs a person waits for one. */
export function isDue(now: Date): Prisma.RotationWhereInput {
  return {
    finishedAt: null,
    state: { not: 'needs_human' },
    AND: [
      { OR: [{ leaseUntil: null }, { leaseUntil: { lt: now } }] },
      { OR: [{ nextAttemptAt: null }, { nextAttemptAt: { lte: now } }] },
    ],
  };
}

/** One rotation at a time has a site; whoever lets go of it calls the one that has waited longest. */
export async function wakeNextOnSite(
  tx: WorkspaceTransaction,
  { workspaceId, rotationId: id }: RotationKey,
  now: Date,
): Promise<void> {
  const { site } = await tx.rotation.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id } },
    select: { site: true },
  });
  const next = await tx.rotation.findFirst({
    where: { workspaceId, site, id: { not: id }, ...isDue(now) },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  if (next) await enqueueRotation(tx, { workspaceId, rotationId: next.id });
}
