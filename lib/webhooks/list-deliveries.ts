import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { Page } from '@/lib/contract/paging';
import { pageFrom, readCursor } from '@/lib/contract/read-cursor';
import { listDeliveriesQuery, type WebhookDeliveryView } from '@/lib/contract/webhook';
import type { WebhookDeps } from './webhook-deps';
import { readDeliveries, requireWebhook } from './webhook-store';
import { presentDelivery } from './webhook-view';

export async function listDeliveries(
  deps: Pick<WebhookDeps, 'db'>,
  actor: Actor,
  { id, query }: { id: string; query: z.input<typeof listDeliveriesQuery> },
): Promise<Page<WebhookDeliveryView>> {
  requirePermission(actor, 'webhooks:admin');
  const { workspaceId } = actor;
  const { state, cursor, limit } = listDeliveriesQuery.parse(query);
  const after = readCursor(cursor);
  const rows = await deps.db.withWorkspace(workspaceId, async (tx) => {
    await requireWebhook(tx, workspaceId, id);
    return readDeliveries(tx, workspaceId, { webhookId: id, state }, { after, take: limit + 1 });
  });
  return pageFrom(rows, limit, presentDelivery);
}
