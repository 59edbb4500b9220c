import { type Actor, requirePermission } from '@/lib/access/actor';
import type { WebhookView } from '@/lib/contract/webhook';
import type { WebhookDeps } from './webhook-deps';
import { readWebhooks } from './webhook-store';
import { presentWebhook } from './webhook-view';

export async function listWebhooks(deps: Pick<WebhookDeps, 'db'>, actor: Actor): Promise<WebhookView[]> {
  requirePermission(actor, 'webhooks:admin');
  const { workspaceId } = actor;
  const rows = await deps.db.withWorkspace(workspaceId, (tx) => readWebhooks(tx, workspaceId));
  return rows.map(presentWebhook);
}
