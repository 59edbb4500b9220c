import type { Database } from '@/lib/db/database';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { Clock } from '@/lib/kernel/clock';
import type { ProviderSurroundings } from './provider-factory';
import type { ProviderRegistry } from './provider-registry';
import type { UsageRecorder } from './provider-usage';

export interface ConnectionDeps {
  db: Database;
  keys: WorkspaceKeys;
  clock: Clock;
  providers: ProviderRegistry;
  surroundings: ProviderSurroundings;
  usage: UsageRecorder;
}
