import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { WebhookDeliveryView } from '@/lib/contract/webhook';
import { isId } from '@/lib/kernel/id';
import { type DeliveryDeps, deliverEvent } from './deliver-event';
import { requireWebhook } from './webhook-store';
import { presentDelivery } from './webhook-view';

/** Sends one message again now, whether it was taken or not, and answers how it was taken this time. */
export async function replayDelivery(
  deps: DeliveryDeps,
  actor: Actor,
  { id, deliveryId }: { id: string; deliveryId: string },
): Promise<WebhookDeliveryView> {
  requirePermission(actor, 'webhooks:admin');
  const { workspaceId } = actor;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const webhook = await requireWebhook(tx, workspaceId, id);
    if (!webhook.active) {
      throw new Problem('conflict', {
        message: 'The webhook is switched off.',
        hint: 'Switch it on, then send the message again.',
      });
    }
    const { count } = isId(deliveryId)
      ? await tx.webhookDelivery.updateMany({
          where: { workspaceId, id: deliveryId, webhookId: id },
          data: { state: 'waiting', leaseUntil: null, nextAttemptAt: null, deliveredAt: null },
        })
      : { count: 0 };
    if (count === 0)
      throw new Problem('not_found', { message: 'There is no such delivery in this workspace.' });
    recordAct(tx, actor, { action: 'webhook.replayed', object: { kind: 'webhook', id } });
  });
  await deliverEvent(deps, { workspaceId, deliveryId });
  const row = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.webhookDelivery.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: deliveryId } } }),
  );
  return presentDelivery(row);
}
