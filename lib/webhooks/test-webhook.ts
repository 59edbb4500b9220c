import { type Actor, requirePermission } from '@/lib/access/actor';
import type { WebhookDeliveryView } from '@/lib/contract/webhook';
import { newId } from '@/lib/kernel/id';
import { type DeliveryDeps, deliverEvent } from './deliver-event';
import { requireWebhook } from './webhook-store';
import { presentDelivery } from './webhook-view';

/** Sends a message now and answers how it was taken; like any other it is tried again if it was not. */
export async function testWebhook(
  deps: DeliveryDeps,
  actor: Actor,
  id: string,
): Promise<WebhookDeliveryView> {
  requirePermission(actor, 'webhooks:admin');
  const { workspaceId } = actor;
  const deliveryId = newId();
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await requireWebhook(tx, workspaceId, id);
    const payload = { message: 'A test message of Latchkey.' };
    await tx.webhookDelivery.create({
      data: { workspaceId, id: deliveryId, webhookId: id, event: 'webhook.test', payload },
    });
  });
  await deliverEvent(deps, { workspaceId, deliveryId });
  const row = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.webhookDelivery.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: deliveryId } } }),
  );
  return presentDelivery(row);
}
