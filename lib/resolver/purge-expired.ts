import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';

/** A budget looks back one day. */
const USAGE_KEPT_MS = 2 * 24 * 3_600_000;

/** Longer than the life of an event: whoever comes back later has missed nothing that would be sent again. */
const CLIENTS_KEPT_MS = 24 * 3_600_000;

/**
 * Deletes what has expired: cached secrets, mailed codes, artifacts, and counts of calls that no budget looks at any
 * more. Expiry is enforced where a value is read; this only keeps old ciphertext from lying about.
 */
export async function purgeExpired(deps: { db: Database; clock: Clock }): Promise<void> {
  const now = new Date(deps.clock.now());
  await deps.db.asSystem(async (tx) => {
    await tx.cachedSecret.deleteMany({ where: { keptUntil: { lte: now } } });
    await tx.emailCode.deleteMany({ where: { expiresAt: { lte: now } } });
    await tx.runClient.deleteMany({
      where: { updatedAt: { lt: new Date(now.getTime() - CLIENTS_KEPT_MS) } },
    });
    await tx.artifact.deleteMany({ where: { expiresAt: { lte: now } } });
    await tx.providerUsage.deleteMany({ where: { bucket: { lt: new Date(now.getTime() - USAGE_KEPT_MS) } } });
  });
}
