import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { type UpdateWebhook, updateWebhook as updateInput, type WebhookView } from '@/lib/contract/webhook';
import { Secret } from '@/lib/kernel/secret';
import { checkedAddress } from './webhook-address';
import type { WebhookDeps } from './webhook-deps';
import { requireWebhook, sealWebhookSecret } from './webhook-store';
import { presentWebhook } from './webhook-view';

/** What is left out stays. Deliveries that wait are sent to the new address, under the new secret. */
export async function updateWebhook(
  deps: WebhookDeps,
  actor: Actor,
  { id, change }: { id: string; change: UpdateWebhook },
): Promise<WebhookView> {
  requirePermission(actor, 'webhooks:admin');
  const given = updateInput.parse(change);
  const { workspaceId } = actor;
  const keyring = await deps.keys.keyring(workspaceId);
  const row = await deps.db.withWorkspace(workspaceId, async (tx) => {
    await requireWebhook(tx, workspaceId, id);
    await tx.webhook.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: {
        ...(given.url === undefined ? {} : { url: checkedAddress(given.url, deps.webhookTargets) }),
        ...(given.events === undefined ? {} : { events: given.events }),
        ...(given.validity_seconds === undefined ? {} : { validitySeconds: given.validity_seconds }),
        ...(given.active === undefined ? {} : { active: given.active }),
        ...(given.secret === undefined
          ? {}
          : { secretSealed: sealWebhookSecret(keyring, id, Secret.of(given.secret)) }),
      },
    });
    recordAct(tx, actor, {
      action: 'webhook.updated',
      object: { kind: 'webhook', id },
      detail: { changed: Object.keys(given) },
    });
    return requireWebhook(tx, workspaceId, id);
  });
  return presentWebhook(row);
}
