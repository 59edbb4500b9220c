import { type Actor, requirePermission } from '@/lib/access/actor';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { ConnectionDeps } from './connection-deps';
import { readConnections } from './connection-store';
import { presentConnection } from './connection-view';

/** All of a workspace's connections, oldest first. A workspace has a handful: no paging. */
export async function listSecretProviders(
  deps: Pick<ConnectionDeps, 'db' | 'clock'>,
  actor: Actor,
): Promise<SecretProviderView[]> {
  requirePermission(actor, 'providers:read');
  const rows = await deps.db.withWorkspace(actor.workspaceId, (tx) =>
    readConnections(tx, actor.workspaceId, deps.clock.now()),
  );
  return rows.map(presentConnection);
}
