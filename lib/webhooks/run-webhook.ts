import { type RunWebhook, runWebhook } from '@/lib/contract/webhook';
import type { WorkspaceKeyring } from '@/lib/crypto/workspace-keyring';
import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';
import { newId } from '@/lib/kernel/id';
import { Secret } from '@/lib/kernel/secret';
import type { TargetPolicy } from '@/lib/net/target-policy';
import { checkedAddress } from './webhook-address';
import { sealWebhookSecret } from './webhook-store';

const KEEP_METADATA = `update run set webhook_metadata = $2::jsonb where workspace_id = ${CURRENT_WORKSPACE} and id = $1::uuid`;
const KEEP_WEBHOOK = `
  insert into webhook (workspace_id, id, run_id, url, events, validity_seconds, secret_sealed, updated_at)
  values (${CURRENT_WORKSPACE}, $1::uuid, $2::uuid, $3, $4::text[], $5::int, $6::bytea, now())`;

/** Keeps what a run was started with; in the transaction that makes the run, before its first event. */
export function attachedWebhook(
  { keyring, webhookTargets }: { keyring: WorkspaceKeyring; webhookTargets: TargetPolicy },
  runId: string,
  input: RunWebhook,
): Statement[] {
  const { metadata, url, event_types_subscribed: events, secret, validity } = runWebhook.parse(input);
  const statements: Statement[] = [];
  if (metadata !== undefined)
    statements.push({ text: KEEP_METADATA, values: [runId, JSON.stringify(metadata)] });
  if (url === undefined || secret === undefined) return statements;
  const address = checkedAddress(url, webhookTargets, 'webhook.url');
  const id = newId();
  const sealed = sealWebhookSecret(keyring, id, Secret.of(secret));
  statements.push({ text: KEEP_WEBHOOK, values: [id, runId, address, events, validity, sealed] });
  return statements;
}
