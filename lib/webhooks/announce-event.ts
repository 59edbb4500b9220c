import type { WebhookEvent } from '@/lib/contract/webhook';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma, Webhook } from '@/lib/db/generated/client';
import { newId } from '@/lib/kernel/id';
import { enqueueDelivery } from './webhook-store';

export interface Announcement {
  event: WebhookEvent;
  /** Leaves the product: the caller has scrubbed it of secrets. */
  payload: Prisma.InputJsonObject;
}

/**
 * Tells the workspace's webhooks of an event, if and when the caller's transaction commits: the deliveries and their
 * jobs are rows of it.
 */
export async function announceEvent(
  tx: WorkspaceTransaction,
  workspaceId: string,
  announcement: Announcement,
): Promise<void> {
  const webhooks = await tx.webhook.findMany({ where: { workspaceId, runId: null, active: true } });
  await queue(tx, webhooks, [announcement], {});
}

/**
 * The same for events of a run, in their order. A run that brought an address of its own along tells that one and no other; the facts
 * that its caller gave go with every message.
 */
export async function queueRunWebhooks(
  tx: WorkspaceTransaction,
  { workspaceId, runId }: { workspaceId: string; runId: string },
  announcements: readonly Announcement[],
): Promise<void> {
  const webhooks = await tx.webhook.findMany({
    where: { workspaceId, active: true, OR: [{ runId: null }, { runId }] },
  });
  if (webhooks.length === 0) return;
  const own = webhooks.filter((webhook) => webhook.runId !== null);
  const run = await tx.run.findUnique({
    where: { workspaceId_id: { workspaceId, id: runId } },
    select: { webhookMetadata: true },
  });
  const metadata = run?.webhookMetadata ?? undefined;
  await queue(tx, own.length > 0 ? own : webhooks, announcements, {
    runId,
    ...(metadata ? { metadata } : {}),
  });
}

async function queue(
  tx: WorkspaceTransaction,
  webhooks: readonly Webhook[],
  announcements: readonly Announcement[],
  about: { runId?: string; metadata?: Prisma.InputJsonValue },
): Promise<void> {
  const rows = announcements.flatMap(({ event, payload }) =>
    webhooks
      .filter(({ events }) => events.length === 0 || events.includes(event))
      .map(({ workspaceId, id: webhookId }) => ({
        workspaceId,
        id: newId(),
        webhookId,
        event,
        payload,
        ...about,
      })),
  );
  if (rows.length === 0) return;
  await tx.webhookDelivery.createMany({ data: rows });
  for (const { workspaceId, id } of rows) await enqueueDelivery(tx, { workspaceId, deliveryId: id });
}
