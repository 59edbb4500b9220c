import type { IdempotencyDeps } from './idempotency-deps';

/** Expiry is enforced where a key is claimed; this only keeps old ciphertext from lying about. */
export async function purgeRequests({ db, clock }: Pick<IdempotencyDeps, 'db' | 'clock'>): Promise<void> {
  const now = new Date(clock.now());
  await db.asSystem((tx) => tx.idempotentRequest.deleteMany({ where: { expiresAt: { lte: now } } }));
}
