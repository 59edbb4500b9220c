import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { Database } from '@/lib/db/database';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { Clock } from '@/lib/kernel/clock';
import type { TargetPolicy } from '@/lib/net/target-policy';
import { pauseAfter } from './retry-policy';
import { type Reception, sendMessage } from './send-message';
import { type DeliveryKey, type DeliveryRow, openWebhookSecret, type WebhookRow } from './webhook-store';

export interface DeliveryDeps {
  db: Database;
  keys: WorkspaceKeys;
  clock: Clock;
  webhookTargets: TargetPolicy;
}

type Delivery = DeliveryRow & { webhook: WebhookRow };

/** Longer than an attempt takes; after it the worker that made it counts as dead. */
const LEASE_MS = 30_000;

/**
 * One attempt at one delivery, by exactly one worker at a time. A receiver may be told twice of one event, when a worker
 * dies between its answer and our note of it; never not at all while it has attempts left.
 */
export async function deliverEvent(
  deps: DeliveryDeps,
  key: DeliveryKey,
  signal?: AbortSignal,
): Promise<void> {
  const delivery = await claim(deps, key);
  if (!delivery) return;
  const keyring = await deps.keys.keyring(key.workspaceId);
  const reception = await sendDelivery(deps, keyring, delivery, signal);
  await note(deps, delivery, reception);
}

/** Stamped now and not when the event happened: a receiver checks that the message itself is fresh. */
export function sendDelivery(
  { clock, webhookTargets }: Pick<DeliveryDeps, 'clock' | 'webhookTargets'>,
  keyring: WorkspaceKeyring,
  { webhook, event, payload, metadata, createdAt }: Delivery,
  signal?: AbortSignal,
): Promise<Reception> {
  const body = JSON.stringify({
    event,
    timestamp: seconds(createdAt.getTime()),
    expires_at: seconds(clock.now()) + webhook.validitySeconds,
    payload,
    ...(metadata === null ? {} : { metadata }),
  });
  return sendMessage(
    webhookTargets,
    { url: webhook.url, secret: openWebhookSecret(keyring, webhook), body },
    signal,
  );
}

async function claim(
  { db, clock }: DeliveryDeps,
  { workspaceId, deliveryId }: DeliveryKey,
): Promise<Delivery | null> {
  const now = clock.now();
  return db.withWorkspace(workspaceId, async (tx) => {
    const { count } = await tx.webhookDelivery.updateMany({
      where: {
        workspaceId,
        id: deliveryId,
        state: 'waiting',
        webhook: { active: true },
        OR: [{ leaseUntil: null }, { leaseUntil: { lt: new Date(now) } }],
      },
      data: { leaseUntil: new Date(now + LEASE_MS), attempts: { increment: 1 } },
    });
    if (count === 0) return null;
    return tx.webhookDelivery.findUnique({
      where: { workspaceId_id: { workspaceId, id: deliveryId } },
      include: { webhook: true },
    });
  });
}

async function note(
  { db, clock }: DeliveryDeps,
  { workspaceId, id, attempts }: Delivery,
  reception: Reception,
): Promise<void> {
  const now = clock.now();
  const pause = reception.ok ? null : pauseAfter(attempts, reception.status, Math.random());
  await db.withWorkspace(workspaceId, (tx) =>
    tx.webhookDelivery.updateMany({
      where: { workspaceId, id, state: 'waiting', attempts },
      data: {
        state: reception.ok ? 'delivered' : pause === null ? 'failed' : 'waiting',
        leaseUntil: null,
        responseStatus: reception.status,
        error: reception.ok ? null : reception.error,
        nextAttemptAt: pause === null ? null : new Date(now + pause),
        deliveredAt: reception.ok ? new Date(now) : null,
      },
    }),
  );
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
