import { type Actor, requirePermission } from '@/lib/access/actor';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import type { ConnectionDeps } from './connection-deps';
import { readConnection } from './connection-store';
import { presentConnection } from './connection-view';

export async function getSecretProvider(
  deps: Pick<ConnectionDeps, 'db' | 'clock'>,
  actor: Actor,
  id: string,
): Promise<SecretProviderView> {
  requirePermission(actor, 'providers:read');
  const row = await deps.db.withWorkspace(actor.workspaceId, (tx) =>
    readConnection(tx, actor.workspaceId, id, deps.clock.now()),
  );
  return presentConnection(row);
}
