import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { type CreateWebhook, createWebhook as createInput, type WebhookView } from '@/lib/contract/webhook';
import { newWebhookSecret } from '@/lib/crypto/webhook-signature';
import { newId } from '@/lib/kernel/id';
import { Secret } from '@/lib/kernel/secret';
import { checkedAddress } from './webhook-address';
import type { WebhookDeps } from './webhook-deps';
import { requireWebhook, sealWebhookSecret } from './webhook-store';
import { presentWebhook } from './webhook-view';

/** The secret is in this one answer; what is kept of it is ciphertext. */
export async function createWebhook(
  deps: WebhookDeps,
  actor: Actor,
  input: CreateWebhook,
): Promise<{ webhook: WebhookView; secret: Secret }> {
  requirePermission(actor, 'webhooks:admin');
  const given = createInput.parse(input);
  const { workspaceId } = actor;
  const id = newId();
  const url = checkedAddress(given.url, deps.webhookTargets);
  const secret = given.secret === undefined ? newWebhookSecret() : Secret.of(given.secret);
  const secretSealed = sealWebhookSecret(await deps.keys.keyring(workspaceId), id, secret);
  const row = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const { events, validity_seconds: validitySeconds } = given;
    await tx.webhook.create({ data: { workspaceId, id, url, events, validitySeconds, secretSealed } });
    recordAct(tx, actor, { action: 'webhook.created', object: { kind: 'webhook', id } });
    return requireWebhook(tx, workspaceId, id);
  });
  return { webhook: presentWebhook(row), secret };
}
