import { type Actor, requirePermission } from '@/lib/access/actor';
import type { RunView } from '@/lib/contract/run';
import type { Database } from '@/lib/db/database';
import { requireRun } from './run-store';
import { presentRun } from './run-view';

export async function getRun(deps: { db: Database }, actor: Actor, id: string): Promise<RunView> {
  requirePermission(actor, 'runs:read');
  const { workspaceId } = actor;
  return presentRun(await deps.db.withWorkspace(workspaceId, (tx) => requireRun(tx, workspaceId, id)));
}
