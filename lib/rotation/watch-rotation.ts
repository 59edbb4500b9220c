import type { Actor } from '@/lib/access/actor';
import type { RotationView } from '@/lib/contract/rotation';
import type { Database } from '@/lib/db/database';
import { followChanges } from '@/lib/db/follow-changes';
import type { Notifications } from '@/lib/db/notifications';
import { getRotation } from './get-rotation';
import { ROTATION_CHANGED } from './rotation-store';

/** The rotation now, and again after each change, until it has ended or the signal aborts. */
export function watchRotation(
  deps: { db: Database; notifications: Notifications },
  actor: Actor,
  { id, signal }: { id: string; signal: AbortSignal },
): AsyncGenerator<RotationView> {
  return followChanges(deps.notifications, {
    channel: ROTATION_CHANGED,
    payload: `${actor.workspaceId}:${id}`,
    signal,
    read: () => getRotation(deps, actor, id),
    isLast: (rotation) => rotation.finished_at !== null,
  });
}
