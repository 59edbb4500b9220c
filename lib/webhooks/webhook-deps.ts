import type { Database } from '@/lib/db/database';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { TargetPolicy } from '@/lib/net/target-policy';

export interface WebhookDeps {
  db: Database;
  keys: WorkspaceKeys;
  /** Where webhooks may lead, besides public https addresses. */
  webhookTargets: TargetPolicy;
}
