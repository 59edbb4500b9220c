import { type Actor, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { FORGET_SESSION } from './kept-session';
import { type EntryReference, requireEntryBy } from './require-entry-by';
import type { VaultDeps } from './vault-deps';

/**
 * Forgets the kept cookies and storage: the next run signs in anew, and a run that is under way keeps nothing any more.
 * Nothing kept is no fault.
 */
export async function clearBrowserState(
  deps: Pick<VaultDeps, 'db'>,
  actor: Actor,
  key: EntryReference,
): Promise<void> {
  requirePermission(actor, 'vault:write');
  const { workspaceId } = actor;
  await deps.db.withWorkspace(workspaceId, async (tx) => {
    const { id } = await requireEntryBy(tx, workspaceId, key);
    await tx.vaultEntry.update({
      where: { workspaceId_id: { workspaceId, id } },
      data: FORGET_SESSION,
    });
    recordAct(tx, actor, { action: 'entry.session_cleared', object: { kind: 'entry', id } });
  });
}
