import { type Actor, requirePermission } from '@/lib/access/actor';
import type { RotationSettings } from '@/lib/contract/rotation-schedule';
import type { Database } from '@/lib/db/database';
import { readSettings, type Settings } from './schedule-store';

export async function getRotationSettings(deps: { db: Database }, actor: Actor): Promise<RotationSettings> {
  requirePermission(actor, 'rotations:read');
  return presentSettings(
    await deps.db.withWorkspace(actor.workspaceId, (tx) => readSettings(tx, actor.workspaceId)),
  );
}

export function presentSettings(settings: Settings): RotationSettings {
  return {
    time_zone: settings.timeZone,
    flag_after_days: settings.flagAfterDays,
    rotate_on_forced_change: settings.rotateOnForcedChange,
  };
}
