import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import { enqueueDelivery } from './webhook-store';

/** A first attempt that did not come about in this time has lost its job with a worker. */
const STALE_MS = 30_000;
const BATCH = 500;
const KEPT_MS = 30 * 24 * 3_600_000;

/** Enqueues what is due again or was left behind by a worker, and deletes what nobody replays any more. */
export async function recoverDeliveries(deps: { db: Database; clock: Clock }): Promise<void> {
  const now = deps.clock.now();
  const due = await deps.db.asSystem(async (tx) => {
    await tx.webhookDelivery.deleteMany({ where: { createdAt: { lt: new Date(now - KEPT_MS) } } });
    return tx.webhookDelivery.findMany({
      where: {
        state: 'waiting',
        AND: [
          { OR: [{ leaseUntil: null }, { leaseUntil: { lt: new Date(now) } }] },
          {
            OR: [
              { nextAttemptAt: { lte: new Date(now) } },
              { nextAttemptAt: null, createdAt: { lt: new Date(now - STALE_MS) } },
            ],
          },
        ],
      },
      select: { workspaceId: true, id: true },
      take: BATCH,
    });
  });
  for (const { workspaceId, id } of due) {
    await deps.db.withWorkspace(workspaceId, (tx) => enqueueDelivery(tx, { workspaceId, deliveryId: id }));
  }
}
