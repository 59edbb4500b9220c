import { systemActor } from '@/lib/access/actor';
import { Problem } from '@/lib/contract/problem';
import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import { isId } from '@/lib/kernel/id';
import { readSnapshot } from '@/lib/vault/item-snapshot';
import { parseMarker } from './marker-policy';
import { startRotation } from './start-rotation';
import { ADOPTION_REST_MS } from './timing-policy';

const BATCH = 500;

/**
 * Starts a rotation where an item holds a candidate whose rotation the database does not know: it was lost, or restored
 * from a time before. That rotation finds the candidate and goes on from there (preflight-machine.ts). Returns how many.
 */
export async function adoptLeftovers(deps: { db: Database; clock: Clock }): Promise<number> {
  const marked = await deps.db.asSystem((tx) =>
    tx.vaultEntry.findMany({
      where: { item: { path: ['rotation_marker'], string_starts_with: 'Latchkey rotation ' } },
      select: { workspaceId: true, id: true, item: true },
      take: BATCH,
    }),
  );
  let adopted = 0;
  for (const { workspaceId, id, item } of marked) {
    const rotationId = parseMarker(readSnapshot(item)?.rotation_marker ?? null)?.rotationId;
    if (!rotationId || (await isKnown(deps, workspaceId, id, rotationId))) continue;
    const actor = systemActor(workspaceId, 'a candidate found in the item');
    try {
      await startRotation(deps, actor, { entryId: id, trigger: 'flag' });
      adopted += 1;
    } catch (error) {
      // Another rotation of the item is under way: it will find the candidate itself.
      if (!(error instanceof Problem)) throw error;
    }
  }
  return adopted;
}

async function isKnown(
  deps: { db: Database; clock: Clock },
  workspaceId: string,
  entryId: string,
  rotationId: string,
): Promise<boolean> {
  const since = new Date(deps.clock.now() - ADOPTION_REST_MS);
  return deps.db.withWorkspace(workspaceId, async (tx) => {
    const own = isId(rotationId) ? [{ id: rotationId }] : [];
    const known = await tx.rotation.findFirst({
      where: { workspaceId, OR: [...own, { entryId, trigger: 'flag', createdAt: { gt: since } }] },
      select: { id: true },
    });
    return known !== null;
  });
}
