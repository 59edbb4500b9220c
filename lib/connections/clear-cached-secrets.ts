import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import type { ConnectionDeps } from './connection-deps';
import { requireConnection } from './connection-store';

/**
 * Makes every cached secret of the connection unreachable at once: the generation is part of what a cached value is
 * bound to, so a resolve that is on its way cannot bring an old one back. The rows go with it (forget_cached).
 */
export async function clearCachedSecrets(
  deps: Pick<ConnectionDeps, 'db'>,
  actor: Actor,
  id: string,
): Promise<{ cleared: number }> {
  requirePermission(actor, 'providers:admin');
  const { workspaceId } = actor;
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const { name } = await requireConnection(tx, workspaceId, id);
    const count = await tx.cachedSecret.count({ where: { workspaceId, providerId: id } });
    await tx.secretProvider.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: { generation: { increment: 1 } },
    });
    recordAct(tx, actor, {
      action: 'connection.cache_cleared',
      object: { kind: 'connection', id },
      detail: { name, count },
    });
    return { cleared: count };
  });
}
