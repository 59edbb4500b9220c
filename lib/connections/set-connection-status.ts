import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import type { SecretProviderView } from '@/lib/contract/secret-provider';
import { announceChange } from './announce-change';
import type { ConnectionDeps } from './connection-deps';
import { requireConnection } from './connection-store';
import { getSecretProvider } from './get-secret-provider';

/**
 * The kill switch. From the moment this commits nothing is resolved through the connection, by any process: every
 * resolve reads the status, cached values die with the generation, and live sessions are dropped on notification.
 */
export async function setConnectionStatus(
  deps: Pick<ConnectionDeps, 'db' | 'providers' | 'clock'>,
  actor: Actor,
  { id, status }: { id: string; status: 'active' | 'disabled' },
): Promise<SecretProviderView> {
  requirePermission(actor, 'providers:admin');
  const { workspaceId } = actor;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const before = await requireConnection(tx, workspaceId, id);
    if (before.status === status) return;
    await tx.secretProvider.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: { status, generation: { increment: 1 } },
    });
    await announceChange(tx, id, deps.providers);
    recordAct(tx, actor, {
      action: status === 'active' ? 'connection.enabled' : 'connection.disabled',
      object: { kind: 'connection', id },
      detail: { name: before.name },
    });
  });
  await deps.providers.release(id);
  return getSecretProvider(deps, actor, id);
}
