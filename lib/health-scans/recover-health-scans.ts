import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import { enqueueScan } from './health-scan-store';

/** What nobody picked up for this long may have lost its job with a killed worker. */
const STALE_MS = 30_000;
const BATCH = 100;

/** Scans whose worker died, or whose job was lost, are queued anew; they go on where they were. */
export async function recoverHealthScans(deps: { db: Database; clock: Clock }): Promise<number> {
  const now = new Date(deps.clock.now());
  const stale = new Date(now.getTime() - STALE_MS);
  const lost = await deps.db.asSystem((tx) =>
    tx.healthScan.findMany({
      where: {
        finishedAt: null,
        OR: [
          { state: 'running', leaseUntil: { lt: now } },
          { state: 'queued', createdAt: { lt: stale } },
          { state: 'waiting', nextAttemptAt: { lt: stale } },
        ],
      },
      select: { workspaceId: true, id: true },
      take: BATCH,
    }),
  );
  for (const { workspaceId, id } of lost) {
    await deps.db.withWorkspace(workspaceId, (tx) => enqueueScan(tx, { workspaceId, scanId: id }, now));
  }
  return lost.length;
}
