import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Rotation } from '@/lib/db/generated/client';
import { siteRefusal } from '@/lib/sign-ins/site-address-policy';
import type { Obstacle } from './rotation-effects';

/** What stands against rotating as far as the database knows; null when nothing does. */
export async function findObstacle(
  tx: WorkspaceTransaction,
  { workspaceId, entryId, providerId, secretRef }: Rotation,
  insecureHosts: readonly string[],
): Promise<Obstacle | null> {
  const entry = await tx.vaultEntry.findUnique({
    where: { workspaceId_id: { workspaceId, id: entryId } },
    include: { secretProvider: true },
  });
  const connection = entry?.secretProvider;
  // Bound elsewhere meanwhile: what was asked for is not what would be done.
  const bound = entry?.secretRef === secretRef && entry?.secretProviderId === providerId;
  if (!entry || !bound || !connection || providerId === null || secretRef === null) return 'entry_not_bound';
  if (connection.status !== 'active') return 'provider_refused';
  if (siteRefusal(entry.domain, insecureHosts)) return 'insecure_site';
  const lossy = await tx.rotation.findFirst({
    where: {
      workspaceId,
      providerId,
      reason: { in: ['write_lossy', 'saved_lossy'] },
      // A person has looked at it and tested the connection since.
      ...(connection.lastCheckedAt ? { finishedAt: { gt: connection.lastCheckedAt } } : {}),
    },
    select: { id: true },
  });
  return lossy ? 'connector_lossy' : null;
}
