import type { WorkspaceTransaction } from '@/lib/db/database';
import type { Notifications } from '@/lib/db/notifications';
import type { ProviderRegistry } from './provider-registry';

const CONNECTION_CHANGED = 'connection_changed';

/**
 * Every process hears of it when the transaction commits: tokens in memory must go at once, not at the next use.
 * Except `by`, which has acted already and may have signed in with the new token.
 */
export async function announceChange(
  tx: WorkspaceTransaction,
  connectionId: string,
  by: ProviderRegistry,
): Promise<void> {
  await tx.$executeRaw`select pg_notify(${CONNECTION_CHANGED}, ${`${connectionId} ${by.id}`})`;
}

/** Signs out of a connection that another process has disabled, removed or given another token. */
export async function followChanges(
  notifications: Notifications,
  providers: ProviderRegistry,
): Promise<void> {
  await notifications.subscribe(CONNECTION_CHANGED, (payload) => {
    const [connectionId, origin] = payload.split(' ');
    if (connectionId && origin !== providers.id) void providers.release(connectionId);
  });
}
