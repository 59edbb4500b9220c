import type { WebhookEvent } from '@/lib/contract/webhook';
import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';

export interface Announcement {
  event: WebhookEvent;
  /** Leaves the product: the caller has scrubbed it of secrets. */
  payload: Prisma.InputJsonObject;
}

/**
 * Tells the workspace's webhooks of an event, if and when the caller's transaction commits: the deliveries and their
 * jobs are rows of it. Events of a run are told where they are added to its history (`append_run_events`).
 */
export async function announceEvent(
  tx: WorkspaceTransaction,
  workspaceId: string,
  announcement: Announcement,
): Promise<void> {
  await tx.$executeRaw`
    select queue_deliveries(${workspaceId}::uuid, null, ${JSON.stringify([announcement])}::jsonb, null)`;
}
