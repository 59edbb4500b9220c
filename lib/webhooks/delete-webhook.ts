import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import type { WebhookDeps } from './webhook-deps';
import { requireWebhook } from './webhook-store';

/** Its deliveries go with it, also those that wait. */
export async function deleteWebhook(deps: Pick<WebhookDeps, 'db'>, actor: Actor, id: string): Promise<void> {
  requirePermission(actor, 'webhooks:admin');
  const { workspaceId } = actor;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    await requireWebhook(tx, workspaceId, id);
    await tx.webhook.delete({ where: { workspaceId_id: { workspaceId, id } } });
    recordAct(tx, actor, { action: 'webhook.deleted', object: { kind: 'webhook', id } });
  });
}
