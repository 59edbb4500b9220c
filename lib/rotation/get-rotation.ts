import { type Actor, requirePermission } from '@/lib/access/actor';
import type { RotationView } from '@/lib/contract/rotation';
import type { Database } from '@/lib/db/database';
import { requireRotation } from './rotation-store';
import { presentRotation } from './rotation-view';

export async function getRotation(deps: { db: Database }, actor: Actor, id: string): Promise<RotationView> {
  requirePermission(actor, 'rotations:read');
  const { workspaceId } = actor;
  return presentRotation(
    await deps.db.withWorkspace(workspaceId, (tx) => requireRotation(tx, workspaceId, id)),
  );
}
