import { type Actor, requirePermission } from '@/lib/access/actor';
import type { WireEntry } from '@/lib/contract/wire-vault-entry';
import { normaliseOrigin } from '@/lib/kernel/site';
import { recordRelease } from './record-release';
import { type WireDeps, wirePresenter } from './wire-entry-view';

/** All entries, or those of one user or one domain. The wire has no paging; the own surface has. */
export async function listWireEntries(
  deps: WireDeps,
  actor: Actor,
  filter: { permissionedUserId?: string | undefined; domain?: string | undefined },
): Promise<WireEntry[]> {
  requirePermission(actor, 'vault:read');
  const { workspaceId } = actor;
  const origin = filter.domain === undefined ? null : normaliseOrigin(filter.domain);
  if (origin && !origin.ok) return [];
  const rows = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.findMany({
      where: {
        workspaceId,
        ...(filter.permissionedUserId === undefined ? {} : { permissionedUserId: filter.permissionedUserId }),
        ...(origin ? { domain: origin.origin } : {}),
      },
      include: { secretProvider: true },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    }),
  );
  const present = await wirePresenter(deps, actor);
  await recordRelease(deps, actor, rows);
  return rows.map(present);
}
