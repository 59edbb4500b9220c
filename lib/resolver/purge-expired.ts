import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';

/**
 * Deletes what has expired: cached secrets and artifacts. Expiry is enforced where a value is read; this only keeps
 * old ciphertext from lying about.
 */
export async function purgeExpired(deps: { db: Database; clock: Clock }): Promise<void> {
  const now = new Date(deps.clock.now());
  await deps.db.asSystem(async (tx) => {
    await tx.cachedSecret.deleteMany({ where: { expiresAt: { lte: now } } });
    await tx.artifact.deleteMany({ where: { expiresAt: { lte: now } } });
  });
}
