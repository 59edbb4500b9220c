import { type RunWebhook, runWebhook } from '@/lib/contract/webhook';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { newId } from '@/lib/kernel/id';
import { Secret } from '@/lib/kernel/secret';
import type { TargetPolicy } from '@/lib/net/target-policy';
import { checkedAddress } from './webhook-address';
import { sealWebhookSecret } from './webhook-store';

/** Keeps what a run was started with; called in the transaction that makes the run, before its first event. */
export async function attachRunWebhook(
  tx: WorkspaceTransaction,
  surroundings: { keyring: WorkspaceKeyring; webhookTargets: TargetPolicy },
  { workspaceId, runId }: { workspaceId: string; runId: string },
  input: RunWebhook,
): Promise<void> {
  const { metadata, url, event_types_subscribed: events, secret, validity } = runWebhook.parse(input);
  if (metadata !== undefined) {
    await tx.run.update({
      where: { workspaceId_id: { workspaceId, id: runId } },
      data: { webhookMetadata: JSON.parse(JSON.stringify(metadata)) },
    });
  }
  if (url === undefined || secret === undefined) return;
  const address = checkedAddress(url, surroundings.webhookTargets, 'webhook.url');
  const id = newId();
  const secretSealed = sealWebhookSecret(surroundings.keyring, id, Secret.of(secret));
  await tx.webhook.create({
    data: { workspaceId, id, runId, url: address, events, validitySeconds: validity, secretSealed },
  });
}
