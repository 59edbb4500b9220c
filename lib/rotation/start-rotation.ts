import { type Actor, actorLabel, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import type { RotationTrigger } from '@/lib/contract/rotation-state';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import { isUniqueViolation } from '@/lib/db/refused-data';
import type { Clock } from '@/lib/kernel/clock';
import { siteOf } from '@/lib/kernel/site';
import { type EntryWithProvider, requireEntry } from '@/lib/vault/entry-store';
import { createRotation, enqueueRotation, findUnfinishedRotation, type NewRotation } from './rotation-store';

/**
 * Asks for a rotation. The rotation and its job are one transaction: there is no rotation without a job and no job
 * without a rotation. Refused while another one of the entry, or of the item it is bound to, is unfinished.
 */
export async function startRotation(
  deps: { db: Database; clock: Clock },
  actor: Actor,
  { entryId, trigger }: { entryId: string; trigger: RotationTrigger },
): Promise<{ id: string }> {
  requirePermission(actor, 'rotations:write');
  const { workspaceId } = actor;
  const now = deps.clock.now();
  const plan = await deps.db.withWorkspace(workspaceId, async (tx) =>
    rotationOf(await requireEntry(tx, workspaceId, entryId), trigger, actorLabel(actor)),
  );
  try {
    return await deps.db.withWorkspace(workspaceId, async (tx) => {
      const id = await createRotation(tx, workspaceId, plan, now);
      await enqueueRotation(tx, { workspaceId, rotationId: id });
      recordAct(tx, actor, {
        action: 'rotation.requested',
        object: { kind: 'rotation', id },
        detail: { reason: trigger, entry_id: entryId },
      });
      return { id };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw await deps.db.withWorkspace(workspaceId, (tx) => unfinishedProblem(tx, workspaceId, plan));
  }
}

function rotationOf(entry: EntryWithProvider, trigger: RotationTrigger, requestedBy: string): NewRotation {
  const { id: entryId, secretProviderId: providerId, secretRef, domain } = entry;
  return { entryId, providerId, secretRef, site: siteOf(domain), trigger, requestedBy };
}

async function unfinishedProblem(
  tx: WorkspaceTransaction,
  workspaceId: string,
  plan: NewRotation,
): Promise<Problem> {
  const unfinished = await findUnfinishedRotation(tx, workspaceId, plan);
  return new Problem('rotation_under_way', {
    message:
      unfinished?.entryId === plan.entryId || !unfinished
        ? 'A rotation of this entry is not finished yet.'
        : 'Another entry is bound to the same item, and its rotation is not finished yet.',
    hint: 'Look at that rotation; it may be waiting for you.',
    ...(unfinished ? { extra: { rotation_id: unfinished.id, entry_id: unfinished.entryId } } : {}),
  });
}
