import { type Actor, actorLabel, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import {
  type HealthScanView,
  startHealthScan as input,
  type StartHealthScan,
} from '@/lib/contract/health-scan';
import { Problem } from '@/lib/contract/problem';
import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import { newId } from '@/lib/kernel/id';
import { unknownConnection } from '@/lib/vault/read-binding';
import { enqueueScan, requireScan } from './health-scan-store';
import { presentScan } from './health-scan-view';

/** Queues a look at every binding; the scan and its job are one transaction. One at a time in a workspace. */
export async function startHealthScan(
  deps: { db: Database; clock: Clock },
  actor: Actor,
  raw: StartHealthScan,
): Promise<HealthScanView> {
  requirePermission(actor, 'vault:write');
  const { secret_provider_id: secretProviderId = null } = input.parse(raw);
  const { workspaceId } = actor;
  const now = new Date(deps.clock.now());
  const row = await deps.db.withWorkspace(workspaceId, async (tx) => {
    if (secretProviderId !== null) {
      const known = await tx.secretProvider.count({ where: { workspaceId, id: secretProviderId } });
      if (known === 0) throw unknownConnection();
    }
    const id = newId();
    const scan = { id, workspaceId, secretProviderId, requestedBy: actorLabel(actor), createdAt: now };
    // The database decides who was first (partial unique index), also between two processes.
    const { count } = await tx.healthScan.createMany({ data: [scan], skipDuplicates: true });
    if (count === 0) {
      const open = await tx.healthScan.findFirst({ where: { workspaceId, finishedAt: null } });
      throw new Problem('health_scan_under_way', {
        hint: 'Wait until it has ended; its result is shown when it is there.',
        ...(open ? { extra: { scan_id: open.id } } : {}),
      });
    }
    await enqueueScan(tx, { workspaceId, scanId: id }, now);
    recordAct(tx, actor, {
      action: 'health_scan.started',
      object: { kind: 'health_scan', id },
      detail: secretProviderId === null ? {} : { connection_id: secretProviderId },
    });
    return requireScan(tx, workspaceId, id);
  });
  return presentScan(row);
}
