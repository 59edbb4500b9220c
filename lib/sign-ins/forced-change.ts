import type { WorkspaceTransaction } from '@/lib/db/database';
import type { EntryKey } from '@/lib/resolver/resolver-deps';

/** A rotation that did not get rid of the demand is not repeated by every sign-in that meets it. */
const REST_MS = 24 * 3_600_000;

/**
 * Whether a site that demands a new password of this entry gets one: if the entry's schedule or, without one, the
 * workspace allows it, and not once more within a day. Whoever met the demand and the worker that answers it go by this.
 */
export async function mayAnswerDemand(
  tx: WorkspaceTransaction,
  { workspaceId, entryId }: EntryKey,
  now: number,
): Promise<boolean> {
  const key = { workspaceId, entryId };
  const schedule = await tx.rotationSchedule.findUnique({ where: { workspaceId_entryId: key } });
  const settings = await tx.rotationSetting.findUnique({ where: { workspaceId } });
  const allowed = schedule
    ? schedule.onForcedChange && !schedule.paused
    : settings?.rotateOnForcedChange === true;
  if (!allowed) return false;
  const lately = await tx.rotation.count({
    where: { ...key, trigger: 'run', createdAt: { gt: new Date(now - REST_MS) } },
  });
  return lately === 0;
}
