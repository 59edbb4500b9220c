import { type Actor, actorLabel, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import type { AlertView } from '@/lib/contract/alert';
import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import { presentAlert, requireAlert } from './alert-store';

/** Seen: it leaves the list for everyone. What it is about goes on; the same trouble later is a new alert. */
export async function dismissAlert(
  deps: { db: Database; clock: Clock },
  actor: Actor,
  id: string,
): Promise<AlertView> {
  requirePermission(actor, 'rotations:write');
  const { workspaceId } = actor;
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const alert = await requireAlert(tx, workspaceId, id);
    const seen = { dismissedAt: new Date(deps.clock.now()), dismissedBy: actorLabel(actor) };
    const { count } = await tx.alert.updateMany({
      where: { workspaceId, id, dismissedAt: null },
      data: seen,
    });
    if (count === 0) return presentAlert(alert);
    recordAct(tx, actor, {
      action: 'alert.dismissed',
      object: { kind: 'alert', id },
      detail: { entry_id: alert.entryId, reason: alert.kind },
    });
    return presentAlert({ ...alert, ...seen });
  });
}
