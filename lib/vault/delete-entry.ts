import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { requireEntry } from './entry-store';
import { refuseWhileRotating } from './refuse-while-rotating';
import { overtaken, refuseUnseen, type SeenVersions } from './seen-version';
import type { VaultDeps } from './vault-deps';

/** Removes the entry with its stored values and cached secrets. The item in 1Password stays as it is. */
export async function deleteEntry(
  deps: Pick<VaultDeps, 'db'>,
  actor: Actor,
  id: string,
  seen?: SeenVersions,
): Promise<void> {
  requirePermission(actor, 'vault:write');
  const { workspaceId } = actor;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const { domain, source, generation } = await requireEntry(tx, workspaceId, id);
    refuseUnseen(generation, seen);
    await refuseWhileRotating(tx, workspaceId, id);
    const { count } = await tx.vaultEntry.deleteMany({ where: { workspaceId, id, generation } });
    if (count === 0) throw overtaken();
    recordAct(tx, actor, {
      action: 'entry.deleted',
      object: { kind: 'entry', id },
      detail: { domain, source },
    });
  });
}
