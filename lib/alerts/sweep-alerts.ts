import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import { newId } from '@/lib/kernel/id';
import { announceEvent } from '@/lib/webhooks/announce-event';
import { type Condition, findEndedAlerts, findNewConditions, type OpenAlert } from './find-conditions';

const BATCH = 200;
/** What was over last season is in the audit log and in the history of the rotation. */
const KEPT_MS = 90 * 24 * 3_600_000;

type AlertDeps = { db: Database; clock: Clock };

/**
 * Raises an alert for each thing that a person should know and closes those that are over. Any number of workers may do
 * it: the database lets one alert of a kind and subject be open (partial unique index).
 */
export async function sweepAlerts(deps: AlertDeps): Promise<{ raised: number; resolved: number }> {
  const now = deps.clock.now();
  const found = await deps.db.asSystem(async (tx) => {
    await tx.alert.deleteMany({ where: { resolvedAt: { lt: new Date(now - KEPT_MS) } } });
    return {
      ended: await findEndedAlerts(tx, now, BATCH),
      begun: await findNewConditions(tx, now, BATCH),
    };
  });
  let resolved = 0;
  for (const ended of found.ended) resolved += await resolve(deps, ended);
  let raised = 0;
  for (const condition of found.begun) raised += await raise(deps, condition);
  return { raised, resolved };
}

async function resolve(deps: AlertDeps, { workspaceId, id }: OpenAlert): Promise<number> {
  const { count } = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.alert.updateMany({
      where: { workspaceId, id, resolvedAt: null },
      data: { resolvedAt: new Date(deps.clock.now()) },
    }),
  );
  return count;
}

async function raise(deps: AlertDeps, condition: Condition): Promise<number> {
  return deps.db.withWorkspace(condition.workspaceId, async (tx) => {
    // Deleted since it was found: there is nothing to tell of it any more.
    const entry = await tx.vaultEntry.findUnique({
      where: { workspaceId_id: { workspaceId: condition.workspaceId, id: condition.entryId } },
      select: { permissionedUserId: true, domain: true },
    });
    if (!entry) return 0;
    const id = newId();
    const { count } = await tx.alert.createMany({
      data: [{ id, ...condition, raisedAt: new Date(deps.clock.now()) }],
      skipDuplicates: true,
    });
    if (count === 1) await announce(tx, id, condition, entry);
    return count;
  });
}

async function announce(
  tx: WorkspaceTransaction,
  alertId: string,
  { workspaceId, kind, entryId, rotationId }: Condition,
  entry: { permissionedUserId: string; domain: string },
): Promise<void> {
  await announceEvent(tx, workspaceId, {
    event: kind,
    payload: {
      alert_id: alertId,
      entry_id: entryId,
      permissioned_user_id: entry.permissionedUserId,
      domain: entry.domain,
      rotation_id: rotationId,
    },
  });
}
