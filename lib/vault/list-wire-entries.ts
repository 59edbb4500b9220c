import { type Actor, requirePermission } from '@/lib/access/actor';
import type { WireEntry } from '@/lib/contract/wire-vault-entry';
import { recordRelease } from './record-release';
import { type WireDeps, wirePresenter } from './wire-entry-view';
import { readWireRows, type WireFilter } from './wire-row';

/** All entries, or those of one user or one domain. The wire has no paging; the own surface has. */
export async function listWireEntries(
  deps: WireDeps,
  actor: Actor,
  filter: WireFilter,
): Promise<WireEntry[]> {
  requirePermission(actor, 'vault:read');
  const rows = await readWireRows(deps.db, actor.workspaceId, filter);
  const [present] = await Promise.all([wirePresenter(deps, actor, rows), recordRelease(deps, actor, rows)]);
  return rows.map(present);
}
