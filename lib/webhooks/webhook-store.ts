import { Problem } from '@/lib/contract/problem';
import { openSecret } from '@/lib/crypto/open';
import { seal } from '@/lib/crypto/seal';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Webhook, WebhookDelivery } from '@/lib/db/generated/client';
import type { Place } from '@/lib/kernel/cursor';
import { isId } from '@/lib/kernel/id';
import type { Secret } from '@/lib/kernel/secret';

export const WEBHOOK_TASK = 'webhook';

export type WebhookRow = Webhook;
export type DeliveryRow = WebhookDelivery;
export type WebhookWithLast = Webhook & { deliveries: WebhookDelivery[] };

export interface DeliveryKey {
  workspaceId: string;
  deliveryId: string;
}

/** The newest delivery stands for how a webhook does. */
const withLast = { deliveries: { orderBy: { createdAt: 'desc' }, take: 1 } } as const;

const contextOf = (id: string) =>
  ({ purpose: 'webhook', table: 'webhook', column: 'secret_sealed', rowId: id }) as const;

export function sealWebhookSecret(keyring: WorkspaceKeyring, id: string, secret: Secret) {
  return seal(keyring.active, contextOf(id), secret);
}

export function openWebhookSecret(keyring: WorkspaceKeyring, { id, secretSealed }: WebhookRow): Secret {
  return openSecret(keyring, contextOf(id), secretSealed);
}

/** Of the workspace. One that came along with a run is not shown and cannot be changed: it ends with its run. */
export function readWebhooks(tx: WorkspaceTransaction, workspaceId: string): Promise<WebhookWithLast[]> {
  return tx.webhook.findMany({
    where: { workspaceId, runId: null },
    include: withLast,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
}

/** Throws `not_found` for an unknown id, a malformed one and one of another workspace alike. */
export async function requireWebhook(
  tx: WorkspaceTransaction,
  workspaceId: string,
  id: string,
): Promise<WebhookWithLast> {
  const row = isId(id)
    ? await tx.webhook.findFirst({ where: { workspaceId, id, runId: null }, include: withLast })
    : null;
  if (!row) throw new Problem('not_found', { message: 'There is no such webhook in this workspace.' });
  return row;
}

/** Newest first. */
export function readDeliveries(
  tx: WorkspaceTransaction,
  workspaceId: string,
  filter: { webhookId: string; state?: string | undefined },
  page: { after?: Place | undefined; take: number },
): Promise<DeliveryRow[]> {
  const { after } = page;
  return tx.webhookDelivery.findMany({
    where: {
      workspaceId,
      webhookId: filter.webhookId,
      ...(filter.state ? { state: filter.state } : {}),
      ...(after
        ? {
            OR: [
              { createdAt: { lt: after.createdAt } },
              { createdAt: after.createdAt, id: { lt: after.id } },
            ],
          }
        : {}),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: page.take,
  });
}

/** The key makes it harmless to enqueue a delivery again: a waiting job is kept, not doubled. */
export async function enqueueDelivery(tx: WorkspaceTransaction, key: DeliveryKey): Promise<void> {
  const payload = JSON.stringify(key);
  await tx.$executeRaw`select enqueue_job(${WEBHOOK_TASK}, ${payload}::json, ${`webhook:${key.deliveryId}`})`;
}
