import type { Database } from '@/lib/db/database';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { Clock } from '@/lib/kernel/clock';

export interface IdempotencyDeps {
  db: Database;
  keys: WorkspaceKeys;
  clock: Clock;
}
